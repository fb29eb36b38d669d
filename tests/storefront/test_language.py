HERE = {
    "headers": {
        "Sec-Fetch-Site": "same-origin",
        "Referer": "http://primeira.localhost/carrinho/?a=1",
    }
}


def test_the_menu_is_in_the_language_one_chose(client, tenant):
    response = client.post("/idioma/", {"language": "en"}, **HERE)

    assert (response.status_code, response["Location"]) == (302, "/carrinho/?a=1")
    assert client.cookies["flowt_lang"].value == "en"
    assert '<html lang="en"' in client.get("/cardapio/").text


def test_the_foot_offers_the_other_language(client, tenant):
    assert 'value="en"' in client.get("/cardapio/").text
    client.cookies["flowt_lang"] = "en"
    assert 'value="pt-br"' in client.get("/cardapio/").text


def test_an_unknown_language_changes_nothing(client, tenant):
    response = client.post("/idioma/", {"language": "xx"}, **HERE)

    assert response.status_code == 302
    assert "flowt_lang" not in client.cookies


def test_another_site_cannot_choose(client, tenant):
    response = client.post("/idioma/", {"language": "en"}, headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403
    assert "flowt_lang" not in client.cookies


def test_the_way_back_stays_on_this_host(client, tenant):
    headers = {"Sec-Fetch-Site": "same-origin", "Referer": "https://boa.example/"}

    assert client.post("/idioma/", {"language": "en"}, headers=headers)["Location"] == "/"
