"""What readers see: Streamlit pages, and beside them what is not Streamlit."""
