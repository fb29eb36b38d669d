"""A global administrator without a second factor reaches the page to set one up, and no other."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP

from tests.accounts.test_codes import SECRET
from tests.test_routes import declared

SET_UP = ["/conta/2fa/", "/conta/2fa/totp/activate/", "/conta/2fa/webauthn/add/"]
FIRST = {"name": "Rita", "email": "rita@exemplo.com.br", "password": "bicicleta azul do Caio"}


@pytest.fixture(autouse=True)
def no_demo(settings):
    settings.FLOWT_DEMO = False


def test_every_other_page_leads_there(global_admin):
    asked = [path for path, access in declared() if access.permission is not None]
    others = [path for path in asked if path not in [*SET_UP, "/conta/reauthenticate/"]]

    assert len(others) > 100
    for path in others:
        answer = global_admin.get(path)
        assert (answer.status_code, answer["Location"]) == (302, "/conta/2fa/"), path


def test_the_page_to_set_one_up_opens(global_admin):
    assert [global_admin.get(path).status_code for path in SET_UP] == [200, 200, 200]


def test_a_fragment_leads_there_too(global_admin):
    answer = global_admin.get("/console/negocios/", headers={"HX-Request": "true"})

    assert answer["HX-Redirect"] == "/conta/2fa/"


def test_with_one_the_console_opens(global_admin):
    TOTP.activate(global_admin.user, SECRET)

    assert global_admin.get("/console/").status_code == 200


def test_in_a_demo_none_is_needed(global_admin, settings):
    settings.FLOWT_DEMO = True

    assert global_admin.get("/console/").status_code == 200


def test_the_first_person_is_led_there(main_client):
    answer = main_client.post("/instalar/", FIRST, follow=True)

    assert answer.request["PATH_INFO"] == "/conta/2fa/"
    assert 'data-tone="note"' in answer.text
