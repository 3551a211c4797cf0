from tests.web.conftest import application, client, sample_store, empty


def test_a(client):
    assert client.get("/api/v1/figures?month=2022-09").status_code == 200
