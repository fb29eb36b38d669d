"""The catalogues: complete, and collected the way `flowt messages` says."""

import gettext

import pytest

from flowt import messages

TEMPLATE = """
{% load i18n %}
  <h1 title="{% translate "Hello 'you'" %}">{% trans "Order" context "verb" %}</h1>
    {% blocktranslate count n=items|length trimmed %}
      {{ n }} item of {{ name }}
    {% plural %}
      {{ n }} items of {{ name }}
    {% endblocktranslate %}
{{ x|default:_("Nothing (yet)") }} {% include "a.html" with title=_("The title") %}
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "orders").mkdir()
    (tmp_path / "orders" / "apps.py").write_text('_("Orders")\n')
    (tmp_path / "templates" / "orders").mkdir(parents=True)
    return tmp_path


def write_po(project, text):
    path = messages.po_path("orders", project)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(messages.HEADER + text)


def problems(project):
    return [str(problem) for problem in messages.check(project)]


def test_every_text_has_its_portuguese():
    assert problems(messages.PROJECT) == []


def test_collects_from_templates_what_django_translates(project):
    path = project / "templates" / "orders" / "x.html"
    path.write_text(TEMPLATE)

    found = {message.id for message in messages.collect([path]) if message.id}

    assert found == {
        "Hello 'you'",
        "Order",
        ("%(n)s item of %(name)s", "%(n)s items of %(name)s"),
        "Nothing (yet)",
        "The title",
    }


def test_templates_without_an_app_are_the_front_ends(project):
    (project / "templates" / "base.html").touch()
    (project / "templates" / "orders" / "x.html").touch()

    areas = messages.areas(project)

    assert [path.name for path in areas["frontend"]] == ["base.html"]
    assert [path.name for path in areas["orders"]] == ["apps.py", "x.html"]


def test_update_keeps_translations_and_drops_what_is_unused(project):
    write_po(project, 'msgid "Orders"\nmsgstr "Pedidos"\n\nmsgid "Old"\nmsgstr "Velho"\n')

    messages.update(project)

    text = messages.po_path("orders", project).read_text()
    assert text == messages.HEADER + 'msgid "Orders"\nmsgstr "Pedidos"\n'
    assert messages.update(project) == []


@pytest.mark.parametrize(
    ("source", "po", "problem"),
    [
        ('_("A")', "", "orders: not translated: 'A'"),
        ('_("A")', 'msgid "A"\nmsgstr ""\n', "orders: not translated: 'A'"),
        ('_("A")', '#, fuzzy\nmsgid "A"\nmsgstr "B"\n', "orders: fuzzy: 'A'"),
        ("", 'msgid "A"\nmsgstr "B"\n', "orders: no longer used: 'A'"),
        (
            '_("%(n)s left")',
            'msgid "%(n)s left"\nmsgstr "restam %(m)s"\n',
            "orders: placeholders differ in 'restam %(m)s': '%(n)s left'",
        ),
    ],
)
def test_check_names_what_is_wrong(project, source, po, problem):
    (project / "orders" / "apps.py").write_text(source + "\n")
    write_po(project, po)

    assert problems(project) == [problem]


def test_check_refuses_two_translations_of_one_text(project):
    write_po(project, 'msgid "Orders"\nmsgstr "Pedidos"\n')
    (project / "carts").mkdir()
    (project / "carts" / "apps.py").write_text('_("Orders")\n')
    other = messages.po_path("carts", project)
    other.parent.mkdir(parents=True)
    other.write_text(messages.HEADER + 'msgid "Orders"\nmsgstr "Ordens"\n')

    assert len(problems(project)) == 1
    assert "translates it as 'Ordens'" in problems(project)[0]


def test_compiles_what_gettext_reads(project):
    write_po(project, 'msgid "Orders"\nmsgstr "Pedidos"\n')

    messages.compile_all(project)

    with messages.po_path("orders", project).with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Orders") == "Pedidos"
