"""What is not Streamlit: the doors for programs, the guard at the entrance, the page around the pages."""
