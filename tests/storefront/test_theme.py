from tenants.models import Tenant
from tenants.operations import touch_tenant


def test_the_tenants_colours_with_a_legible_ink(client, tenant):
    Tenant.objects.filter(pk=tenant.pk).update(brand_colour="#ffd400")
    touch_tenant(tenant)

    css = client.get("/tema.css").text

    assert "--brand:#ffd400;--brand-ink:#10181a" in css
    assert "prefers-color-scheme:dark" in css


def test_the_version_in_the_address_is_kept_for_ever(client, tenant):
    version = f"{tenant.code}-{tenant.version}"

    assert "immutable" in client.get(f"/tema.css?v={version}")["Cache-Control"]
    assert client.get("/tema.css")["Cache-Control"] == "no-cache"
    assert client.get("/tema.css?v=1")["Cache-Control"] == "no-cache"


def test_pages_name_the_version(client, tenant):
    page = client.get("/cardapio/").text

    assert f"/tema.css?v={tenant.code}-{tenant.version}" in page


def test_icon_and_manifest_carry_the_name(client, tenant):
    assert ">P<" in client.get("/icone.svg").text
    assert client.get("/manifest.webmanifest").json()["name"] == "Primeira"


def test_robots_may_read_menus_and_nothing_personal(client, main_client, tenant):
    text = client.get("/robots.txt").text

    assert "Disallow: /pedido/" in text
    assert "cardapio" not in text
    assert "Disallow: /console/" in main_client.get("/robots.txt").text


def test_the_main_host_has_no_tenants_colours(main_client):
    assert main_client.get("/tema.css").status_code == 404
