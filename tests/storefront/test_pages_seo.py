"""What search engines and other sites read, and what a kept page costs."""

import io
import json
import re
from datetime import timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone
from PIL import Image

from catalog.models.items import Item
from catalog.operations.categories import update_category
from catalog.operations.items import update_item
from storefront import og
from storefront.builder import templates
from storefront.builder.operations import drafts, versions
from tests.factories import make_category, make_item

KNOWN = {
    "Restaurant": {"name", "url"},
    "Menu": {"name", "hasMenuSection"},
    "MenuItem": {"name", "offers"},
    "Event": {"name", "startDate", "location"},
    "FAQPage": {"mainEntity"},
    "BreadcrumbList": {"itemListElement"},
}


def graph(page):
    (text,) = re.findall(r'ld\+json">(.*?)</script>', page, re.S)
    data = json.loads(text)
    assert data["@context"] == "https://schema.org"
    return {one["@type"]: one for one in data["@graph"]}


def published(key="restaurante-noite", slug="noite", **fields):
    one = templates.get(key)
    content = templates.content(one)
    made = drafts.create_page(
        name="Noite", slug=slug, kind=one.kind, goal=one.goal, content=content, actor=None
    )
    return versions.publish_page(made, actor=None)


@pytest.fixture
def page(dish):
    return published()


def test_every_public_page_says_what_it_is(client, page):
    for path, kind in {
        "/cardapio/": "Restaurant",
        "/cardapio/feijoada/": "MenuItem",
        "/catalogo/": "BreadcrumbList",
        "/p/noite/": "Event",
    }.items():
        text = client.get(path).text
        found = graph(text)
        assert kind in found, path
        for name, data in found.items():
            assert KNOWN.get(name, set()) <= data.keys(), (path, name)
        assert text.count('<link rel="canonical" href="http://primeira.localhost') == 1
        assert text.count('name="twitter:image"') == text.count('property="og:image"') == 1
        assert len(re.findall(r"<h1[ >]", text)) == 1
        assert " style=" not in text


@pytest.mark.parametrize("order", [["text", "hero"], ["hero", "hero"], ["text"]])
def test_a_page_has_one_main_heading_wherever_its_openings_stand(client, dish, order):
    titles = {"text": "Antes de tudo", "hero": "Boa noite"}
    blocks = [{"kind": kind, "settings": {"title": titles[kind]}} for kind in order]
    made = drafts.create_page(
        name="Noite",
        slug="noite",
        kind="landing",
        goal="lead",
        content={"title": "Noite", "description": "", "blocks": blocks},
        actor=None,
    )
    versions.publish_page(made, actor=None)

    text = client.get("/p/noite/").text

    assert len(re.findall(r"<h1[ >]", text)) == 1
    assert text.count('data-block="') == len(order)


def test_the_picture_of_a_link_is_drawn_once(client, page, monkeypatch):
    url = re.search(r'og:image" content="http://[^/]+([^"]+)"', client.get("/p/noite/").text)[1]

    first = client.get(url)
    monkeypatch.setattr(og, "draw", lambda card: 1 / 0)
    again = client.get(url)

    assert Image.open(io.BytesIO(first.content)).size == (1200, 630)
    assert again.content == first.content
    assert "immutable" in first.headers["Cache-Control"]
    assert first.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert client.get(url.replace("/noite/", "/noite/x")).status_code == 302
    assert client.get(url.replace("/noite/", "/nada/")).status_code == 404


def test_the_map_names_what_may_be_found_and_follows_the_clock(client, page, monkeypatch):
    draft = drafts.duplicate_page(page, actor=None)
    later = timezone.now() + timedelta(hours=1)
    versions.schedule_page(draft, publish_at=later, unpublish_at=None, actor=None)

    def paths():
        tree = ET.fromstring(client.get("/sitemap.xml").text)
        return {urlsplit(one.text).path for one in tree.iter() if one.tag.endswith("loc")}

    assert {"/cardapio/", "/catalogo/", "/cardapio/feijoada/", "/p/noite/"} <= paths()
    assert f"/p/{draft.slug}/" not in paths()
    assert "/sitemap.xml" in client.get("/robots.txt").text
    monkeypatch.setattr(timezone, "now", lambda: later + timedelta(minutes=1))
    assert f"/p/{draft.slug}/" in paths()


def test_a_renamed_item_and_category_lead_on(client, dish):
    category = dish.category
    update_item(dish, actor=None, slug="feijoada-completa")
    update_category(category, actor=None, slug="pratos-do-dia")

    item, shelf = client.get("/cardapio/feijoada/"), client.get(f"/catalogo/{category.slug}/")

    assert (item.status_code, item["Location"]) == (301, "/cardapio/feijoada-completa/")
    assert (shelf.status_code, shelf["Location"]) == (301, "/catalogo/pratos-do-dia/")
    make_item("Outra", slug="feijoada")
    assert client.get("/cardapio/feijoada/").status_code == 200


def test_a_page_is_kept_whole_and_exact(client, page, django_assert_num_queries):
    first = client.get("/p/noite/")
    with django_assert_num_queries(0):
        assert client.get("/p/noite/").content == first.content

    update_item(Item.objects.get(), actor=None, price="45.50")

    assert "45,50" in client.get("/p/noite/").text


def test_time_that_ends_changes_a_kept_page(client, page, monkeypatch):
    assert "data-page-countdown" in client.get("/p/noite/").text

    late = timezone.now() + timedelta(days=13)
    monkeypatch.setattr(timezone, "now", lambda: late)

    text = client.get("/p/noite/").text
    assert "data-page-countdown" not in text
    assert "As reservas para esta noite encerraram" in text


def test_the_catalogue_is_filtered_without_a_script(client, dish):
    sweets = make_category("Doces", slug="doces")
    make_item("Pudim", slug="pudim", price="9.00", category=sweets, diets=["vegetarian"])
    make_item("Bolo", slug="bolo", price="7.00", category=sweets)

    whole, sweet = client.get("/catalogo/").text, client.get("/catalogo/doces/").text
    diet = client.get("/catalogo/?para=vegetarian").text
    cheap = client.get("/catalogo/doces/?ordem=preco").text

    assert "Feijoada" in whole and "Pudim" in whole
    assert "Feijoada" not in sweet
    assert "Pudim" in diet and "Bolo" not in diet and "noindex" in diet
    assert cheap.index(">Bolo<") < cheap.index(">Pudim<")
    assert client.get("/catalogo/?para=x&ordem=y&tipo=z").status_code == 200
    assert client.get("/catalogo/nada/").status_code == 404


def test_an_event_goes_into_calendars(client, page):
    answer = client.get("/p/noite/agenda.ics")

    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert "SUMMARY:Jantar em quatro tempos" in answer.text
    assert re.search(r"DTSTART:\d{8}T\d{6}Z\r\n", answer.text)
    assert max(len(line.encode()) for line in answer.text.split("\r\n")) <= 75


def test_a_page_with_everything_is_light(client, page):
    answer = client.get("/p/noite/", headers={"Accept-Encoding": "br"})

    assert len(answer.content) < 12_000
