import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from flowt import brazil
from flowt.errors import Refusal

ROOTS = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=12, max_size=12)


def check_digit(body: str, cycle: int) -> str:
    """The rule as Receita publishes it: ASCII − 48, weights 2, 3… from the right, modulo 11."""
    total = sum((ord(c) - 48) * (2 + i % cycle) for i, c in enumerate(reversed(body)))
    return str(0 if total % 11 < 2 else 11 - total % 11)


def complete(body: str, cycle: int) -> str:
    first = body + check_digit(body, cycle)
    return first + check_digit(first, cycle)


@pytest.mark.parametrize("text", ["529.982.247-25", "12345678909", " 111.444.777-35 "])
def test_reads_a_cpf_with_or_without_mask(text):
    assert brazil.clean_cpf(text) == "".join(c for c in text if c.isdigit())


@pytest.mark.parametrize(
    "text",
    ["", "529.982.247-24", "111.111.111-11", "5299822472", "529982247255", "529a982247-25", "٥٢٩"],
)
def test_refuses_what_is_no_cpf(text):
    with pytest.raises(brazil.InvalidCpf):
        brazil.clean_cpf(text)


@pytest.mark.parametrize(
    ("text", "cnpj"),
    [
        ("12.ABC.345/01DE-35", "12ABC34501DE35"),
        ("12.abc.345/01de-35", "12ABC34501DE35"),
        ("11.222.333/0001-81", "11222333000181"),
        ("FL.WT0.001/AB12-20", "FLWT0001AB1220"),
    ],
)
def test_reads_numeric_and_alphanumeric_cnpj(text, cnpj):
    assert brazil.clean_cnpj(text) == cnpj
    assert brazil.format_cnpj(cnpj) == text.upper()


@pytest.mark.parametrize(
    "text",
    ["", "12ABC34501DE36", "12ABC34501DE3A", "00000000000000", "1122233300018", "12ÁBC34501DE35"],
)
def test_refuses_what_is_no_cnpj(text):
    with pytest.raises(brazil.InvalidCnpj):
        brazil.clean_cnpj(text)


@given(st.text("0123456789", min_size=9, max_size=9).filter(lambda t: len(set(t)) > 1))
def test_every_cpf_by_the_rule_is_read_and_its_neighbours_refused(body):
    cpf = complete(body, cycle=99)

    assert brazil.clean_cpf(brazil.format_cpf(cpf)) == cpf
    for digit in set("0123456789") - {cpf[-1]}:
        with pytest.raises(brazil.InvalidCpf):
            brazil.clean_cpf(cpf[:-1] + digit)


@given(ROOTS.filter(lambda t: len(set(t)) > 1))
def test_every_cnpj_by_the_rule_is_read_and_its_neighbours_refused(body):
    cnpj = complete(body, cycle=8)

    assert brazil.clean_cnpj(brazil.format_cnpj(cnpj).lower()) == cnpj
    for digit in set("0123456789") - {cnpj[-1]}:
        with pytest.raises(brazil.InvalidCnpj):
            brazil.clean_cnpj(cnpj[:-1] + digit)


def test_a_document_is_told_by_its_length():
    assert brazil.clean_document("529.982.247-25") == "52998224725"
    assert brazil.clean_document("12.ABC.345/01DE-35") == "12ABC34501DE35"
    with pytest.raises(brazil.InvalidDocument):
        brazil.clean_document("123")
    with pytest.raises(brazil.InvalidCpf):
        brazil.clean_document("529.982.247-24")


@given(st.text(max_size=30))
def test_any_text_is_a_document_or_refused(text):
    try:
        document = brazil.clean_document(text)
    except Refusal:
        return
    assert brazil.clean_document(brazil.format_document(document)) == document


def test_reads_and_writes_a_cep():
    assert brazil.clean_cep("30130-010") == "30130010"
    assert brazil.format_cep("01310100") == "01310-100"
    for bad in ("", "3013001", "301300100", "00000-000", "3013O-010"):
        with pytest.raises(brazil.InvalidCep):
            brazil.clean_cep(bad)


def test_knows_the_27_states():
    assert len(brazil.STATES) == 27
    assert brazil.clean_state(" mg ") == "MG"
    with pytest.raises(brazil.InvalidState):
        brazil.clean_state("XX")


@pytest.mark.parametrize(
    ("document", "masked"),
    [
        ("52998224725", "***.982.247-**"),
        ("12ABC34501DE35", "12.ABC.***/****-35"),
        ("123", "***"),
        ("", ""),
    ],
)
def test_masks_a_document(document, masked):
    assert brazil.mask_document(document) == masked


def test_the_refusal_says_what_to_do():
    with translation.override("en"):
        assert str(brazil.InvalidCpf()) == "This CPF is not valid. Check the 11 digits."
