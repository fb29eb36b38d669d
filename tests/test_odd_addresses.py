"""What a person types into an address is never a mistake of ours."""

import pytest

ODD = [
    "/painel/auditoria/?until=9999-12-31",
    "/painel/auditoria/?since=0001-01-01",
    "/painel/pedidos/lista/?until=9999-12-31",
    "/painel/pedidos/fluxo/?pedido=²",
    "/painel/qr/folha.pdf?ids=²",
    "/painel/catalogo/?categoria=²",
    "/painel/catalogo/?q=%00",
    "/painel/catalogo/grupos/?q=%00",
]


@pytest.mark.parametrize("address", ODD)
def test_odd_days_and_digits_are_answered(client_as, address):
    assert client_as("owner").get(address).status_code in {200, 302, 303, 404, 410, 422}
