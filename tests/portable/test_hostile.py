"""Files that were cut, changed, made up, or are for somebody else: refused, and nothing changes."""

import gzip
import io
import json
import tarfile

import pytest
from django.db import connection

from flowt.tenancy import tenant_context
from orders.models import Order
from payments.models import GatewayAccount
from people.models import Person
from portable import archive
from portable.archive import Reader, Writer
from portable.errors import (
    BadArchive,
    NeedsPassphrase,
    NewerRelease,
    WrongKind,
    WrongPassphrase,
)
from portable.importing import PREFIX
from tenants.models import Tenant
from tests.portable.conftest import CPF, DOCUMENTS, WORDS, exported, imported, rows_of

OTHER_KEYS = ["ZWluLWFuZGVyZXItc2NobHVlc3NlbC0wMDAwMDAwMDE="]


def refused(data, error=BadArchive, **how):
    """Import under a new name, and see that nothing stays of it."""
    with pytest.raises(error) as caught:
        imported(data, slug="prova-copia", **how)
    assert not Tenant.objects.filter(slug="prova-copia").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE %s", [f"{PREFIX}%"])
        assert cursor.fetchall() == []
    return str(caught.value)


def rewritten(data, change):
    """The same file, its parts as `change(name, bytes)` gives them, honestly closed anew."""
    members = read(data)
    head, end = json.loads(members.pop("head.json")), json.loads(members.pop("end.json"))
    head, end = change("head", head) or head, change("end", end) or end
    sink = io.BytesIO()
    writer = Writer(sink, {name: value for name, value in head.items() if name != "format"})
    for name, content in members.items():
        for new_name, new_content in change(name, content) or [(name, content)]:
            writer.part(new_name, new_content)
    rest = {key: end[key] for key in end if key not in ("parts", "chain", "seal")}
    writer.finish(**rest)
    return sink.getvalue()


def read(data):
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        return {info.name: tar.extractfile(info).read() for info in tar}


@pytest.mark.parametrize("share", [0, 0.3, 0.9, 0.999])
def test_a_cut_file(standing, share):
    data = exported(standing)

    refused(data[: int(len(data) * share)])


def test_a_flipped_byte_anywhere(standing):
    data = gzip.decompress(exported(standing))
    place = data.index(b"Ana 2")

    refused(gzip.compress(data[:place] + b"Eva 2" + data[place + 5 :]))


@pytest.mark.parametrize("place", [20, 400, -10])
def test_a_flipped_byte_under_a_passphrase(standing, place):
    data = bytearray(exported(standing, WORDS))
    data[place] ^= 1

    with pytest.raises((BadArchive, WrongPassphrase)):
        imported(bytes(data), WORDS, slug="prova-copia")
    assert not Tenant.objects.filter(slug="prova-copia").exists()


def test_a_file_that_is_something_else(standing):
    refused(b"PK\x03\x04" + b"\0" * 500)
    refused(gzip.compress(b"hello" * 500))


@pytest.mark.parametrize("name", ["../x.webp", "/etc/x.webp", "media/{schema}/../../x.webp"])
def test_a_name_that_leads_elsewhere(standing, name):
    name = name.format(schema=standing.schema_name)
    data = rewritten(
        exported(standing), lambda at, _: [(name, b"x")] if at.startswith("media") else None
    )

    assert "has no place in it" in refused(data)


def test_a_link_instead_of_a_file(standing):
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w:gz") as tar:
        info = tarfile.TarInfo("head.json")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(info)

    refused(sink.getvalue())


def test_a_picture_that_is_none(standing):
    data = rewritten(
        exported(standing), lambda at, body: [(at[:-5] + ".html", body)] if "media" in at else None
    )

    assert "is no picture" in refused(data)


def test_a_table_that_is_not_the_tenants(standing):
    def change(name, value):
        if name == "head":
            value["tables"]["accounts_user"] = ["email", "password"]

    assert "not ours" in refused(rewritten(exported(standing), change))


@pytest.mark.parametrize("column", ['name") FROM STDIN; DROP TABLE public.due_queue; --', "nope"])
def test_a_column_that_is_sql(standing, column):
    def change(name, value):
        if name == "head":
            value["tables"]["people_person"][1] = column

    refused(rewritten(exported(standing), change))


def test_a_table_that_is_sql(standing):
    def change(name, value):
        if name == "head":
            value["tables"]['people_person"; DROP TABLE public.due_queue; --'] = ["name"]

    refused(rewritten(exported(standing), change))


def test_rows_that_end_the_copy_early(standing):
    def change(name, value):
        if name.startswith("rows/people_person"):
            return [(name, b"\\.\n" + value)]
        return None

    refused(rewritten(exported(standing), change))


def swapping(table, column, value):
    """A change that gives every row of `table` this value."""
    places = []

    def change(name, part):
        if name == "head":
            places.append(part["tables"][table].index(column))
        if not name.startswith(f"rows/{table}/"):
            return None
        rows = [line.split(b"\t") for line in part.splitlines()]
        for row in rows:
            row[places[0]] = value
        return [(name, b"".join(b"\t".join(row) + b"\n" for row in rows))]

    return change


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("orders_ordermove", "order_id", b"999999"),
        ("orders_orderline", "order_id", b"1"),
        ("orders_order", "total", b"-1"),
        ("orders_order", "placed_at", b"yesterday week"),
        ("people_person", "name", b"n" * 200),
        ("people_person", "name", b"\\000"),
        ("people_person", "name", b"\xff"),
        ("event", "payload", b"{"),
    ],
)
def test_rows_that_do_not_hold(standing, table, column, value):
    refused(rewritten(exported(standing), swapping(table, column, value)))


def test_a_newer_release(standing):
    def change(name, value):
        if name == "head":
            value["migrations"].append(["orders", "0999_from_the_future"])

    assert "orders.0999_from_the_future" in refused(
        rewritten(exported(standing), change), NewerRelease
    )


def test_a_backup_is_no_export(standing):
    def change(name, value):
        if name == "head":
            value["kind"] = "installation"

    refused(rewritten(exported(standing), change), WrongKind)


def test_a_passphrase_is_asked_for_and_has_to_fit(standing):
    data = exported(standing, WORDS)

    refused(data, NeedsPassphrase)
    refused(data, WrongPassphrase, passphrase="another one altogether")


def test_nothing_is_readable_under_a_passphrase(standing):
    """Words so long that no lot draws them."""
    data, plain = exported(standing, WORDS), exported(standing)

    assert not any(
        word in data for word in (b"bolonhesa", CPF.encode(), b"people_person", plain[:8])
    )


def test_no_document_is_readable_without_one(standing):
    assert CPF.encode() not in gzip.decompress(exported(standing))


def test_other_keys_and_no_passphrase_leave_the_secrets_out(standing, settings):
    data = exported(standing)
    settings.FLOWT_FIELD_KEYS = OTHER_KEYS

    done = imported(data, slug="prova-copia")

    assert done.left_out == {
        "people_person.document": 3,
        "orders_order.customer_document": 3,
        "payments_gatewayaccount.settings": 1,
    }
    assert not done.is_vouched
    with tenant_context(done.tenant):
        assert set(Person.objects.values_list("document_index", flat=True)) == {""}
        assert not GatewayAccount.objects.get().is_enabled
        assert GatewayAccount.objects.get().settings == {}
        assert Order.objects.first().customer_document == ""


def test_other_keys_and_a_passphrase_bring_them_along(standing, settings):
    data = exported(standing, WORDS)
    settings.FLOWT_FIELD_KEYS = OTHER_KEYS

    done = imported(data, WORDS, slug="prova-copia")

    assert (done.left_out, done.is_vouched) == ({}, True)
    assert done.tenant.document == "11222333000181"
    with tenant_context(done.tenant):
        assert {one.document for one in Person.objects.all()} == set(DOCUMENTS.values())
        assert GatewayAccount.objects.get().settings["receiver"] == "Cantina da Nona"
        assert Person.objects.first().document_index not in ("", "a" * 64)


def test_a_restore_that_fails_changes_nothing(standing):
    data, before = exported(standing), rows_of(standing.schema_name)

    with pytest.raises(BadArchive):
        imported(data[:-40], slug=standing.slug, restore=True)

    assert rows_of(standing.schema_name) == before
    assert Tenant.objects.get(pk=standing.pk).incarnation == standing.incarnation


def test_memory_stays_bounded_by_a_part(standing, monkeypatch):
    """A table of any size travels in parts; two rows a part here."""
    monkeypatch.setattr("portable.tables.PART_BYTES", 300)

    data = exported(standing)

    assert sum(name.startswith("rows/people_person/") for name in read(data)) > 1
    copy = imported(data, slug="prova-copia").tenant
    assert len(rows_of(copy.schema_name)["people_person"]) == 3
    assert archive.PART_BYTES <= 4 << 20


def test_the_reader_holds_no_whole_file(standing):
    reader = Reader(io.BytesIO(exported(standing)))

    names = [name for name, _size, _data in reader.parts()]

    assert names[0].startswith("rows/")
    assert reader.is_ours
