"""The program starts over either database and answers."""


def test_the_home_page_and_the_sign_in_page_answer(client):
    assert client.get("/").status_code == 200
    assert client.get("/login/").status_code == 200
