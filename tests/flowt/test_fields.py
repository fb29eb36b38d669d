import pytest
from django import forms
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, models
from django.test.utils import isolate_apps

from flowt.crypto import Undecipherable
from flowt.fields import EncryptedJSONField, EncryptedTextField

with isolate_apps():  # no other test comes upon these models

    class Vault(models.Model):
        secret = EncryptedTextField(blank=True)
        settings = EncryptedJSONField(null=True)
        renamed = EncryptedTextField(purpose="tests.vault.secret")

        class Meta:
            app_label = "tests_flowt_fields"
            managed = False

    class SharedVault(models.Model):
        secret = EncryptedTextField()

        class Meta:
            app_label = "auth"  # one of the shared apps
            managed = False


class Bound:
    """A connection, as far as a field looks at it."""

    def __init__(self, schema_name):
        self.schema_name, self.ops = schema_name, connection.ops


def stored(name, value):
    """What the database is given for a value of that field."""
    return Vault._meta.get_field(name).get_db_prep_save(value, connection)


def loaded(name, token):
    """What a row comes back with."""
    return Vault._meta.get_field(name).from_db_value(token, None, connection)


def test_a_text_is_stored_as_a_token():
    token = stored("secret", "hunter2")

    assert token.startswith("f1:")
    assert "hunter2" not in token
    assert loaded("secret", token) == "hunter2"


@pytest.mark.parametrize("value", [{"key": "ç", "n": [1, None]}, [1], "text", 0, False, {}])
def test_any_json_comes_back_equal(value):
    token = stored("settings", value)

    assert token.startswith("f1:")
    assert loaded("settings", token) == value


def test_an_object_shows_only_its_keys():
    value = loaded("settings", stored("settings", {"token": "hunter2"}))

    assert repr(value) == "{'token': •••}"


def test_nothing_stays_nothing():
    assert stored("secret", "") == ""
    assert loaded("secret", "") == ""
    assert stored("settings", None) is None
    assert loaded("settings", None) is None


def test_a_token_is_bound_to_its_column():
    token = stored("secret", "hunter2")

    with pytest.raises(Undecipherable):
        loaded("settings", token)
    with pytest.raises(Undecipherable):
        loaded("renamed", token)


def test_a_tenants_token_is_bound_to_its_schema():
    field = Vault._meta.get_field("secret")
    token = field.get_db_prep_save("hunter2", Bound("cantina"))

    assert field.from_db_value(token, None, Bound("cantina")) == "hunter2"
    with pytest.raises(Undecipherable):
        field.from_db_value(token, None, Bound("aurora"))


def test_a_shared_tables_token_is_read_from_every_tenant():
    field = SharedVault._meta.get_field("secret")
    token = field.get_db_prep_save("hunter2", Bound("public"))

    assert field.from_db_value(token, None, Bound("cantina")) == "hunter2"


def test_a_purpose_survives_in_migrations():
    assert Vault._meta.get_field("renamed").deconstruct()[3] == {"purpose": "tests.vault.secret"}
    assert Vault._meta.get_field("secret").deconstruct()[3] == {"blank": True}


@pytest.mark.parametrize("lookup", ["secret", "secret__contains", "settings__key", "settings__in"])
def test_it_cannot_be_searched(lookup):
    with pytest.raises(FieldError, match="blind index"):
        Vault.objects.filter(**{lookup: "x"})


def test_one_may_ask_whether_it_is_there():
    assert "IS NULL" in str(Vault.objects.filter(settings__isnull=True).query)


def test_an_object_is_edited_as_json():
    field = Vault._meta.get_field("settings")

    assert isinstance(field.formfield(), forms.JSONField)
    with pytest.raises(ValidationError):
        field.clean({1, 2}, None)
