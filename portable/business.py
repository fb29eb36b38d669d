"""A tenant's rows of `public`: what travels, in plain JSON, and what stays where it is.

Users never travel: who worked there is named by e-mail and invited anew. Domains arrive unproven.
Every shared table that names a tenant is listed here; a test fails on one that is not.
"""

import json
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DataError, IntegrityError, models

from accounts.models import Membership
from flowt import crypto
from flowt.errors import Refusal
from flowt.tenancy import PUBLIC, public_schema
from portable.errors import BadArchive
from tenants.domains.models import DomainClaim
from tenants.domains.names import clean_domain, is_platforms
from tenants.domains.operations import claim_domain
from tenants.errors import DomainAlreadyYours
from tenants.models import (
    DeliveryArea,
    OpeningException,
    OpeningRange,
    OrderProfile,
    Tenant,
)
from tenants.operations import DOCUMENT_PURPOSE, with_document_index

TRAVELS: dict[str, type[models.Model]] = {
    "profiles": OrderProfile,
    "ranges": OpeningRange,
    "exceptions": OpeningException,
    "areas": DeliveryArea,
}
OWN = frozenset(  # of the row itself: never taken from a file
    {"id", "schema_name", "code", "slug", "status", "suspended_at", "suspended_reason", "version"}
    | {"schema_fingerprint", "incarnation", "created_at", "document_index"}
)
STAYS = frozenset(  # it tells of the tenant also when that is gone
    {"audit.AuditEntry", "flowt.Erasure"}
)
LARGEST_LIST = 50_000


def read_business(tenant: Tenant, *, is_plain: bool) -> dict[str, Any]:
    """Return what a file says of the tenant: its row, its settings, its domains, its team.

    `is_plain`: its document in plain, for a file under a passphrase; else as it stands, encrypted.
    """
    with public_schema():
        own = {name: getattr(tenant, name) for name in _fields(Tenant) if name not in OWN}
        if not is_plain and own["document"]:
            own["document"] = crypto.encrypt(own["document"], purpose=DOCUMENT_PURPOSE)
        members = Membership.objects.active().filter(tenant=tenant).select_related("user")
        return {
            "tenant": _plain(own),
            **{
                name: [_plain(_values(row)) for row in model._default_manager.filter(tenant=tenant)]
                for name, model in TRAVELS.items()
            },
            "domains": sorted(_domains(tenant)),
            "team": [[one.user_id, one.user.email, one.role] for one in members],
        }


def open_document(told: dict[str, Any], *, is_plain: bool) -> str | None:
    """Return the document of a file in plain; None where our keys do not open it."""
    document = str(_dict(told.get("tenant")).get("document") or "")
    if is_plain or not document:
        return document
    try:
        return crypto.decrypt(document, purpose=DOCUMENT_PURPOSE, scope=PUBLIC)
    except crypto.Undecipherable:
        return None


def write_business(
    tenant: Tenant, told: dict[str, Any], *, document: str | None, is_vouched: bool
) -> None:
    """Give the tenant the settings of a file, in the caller's transaction. Raises BadArchive.

    `document` None leaves the tenant's own. What nobody vouches for is checked as a form would.
    """
    own = {
        name: value
        for name, value in _dict(told.get("tenant")).items()
        if name in _fields(Tenant) and name not in OWN and name != "document"
    }
    if document is not None:
        own["document"] = document
    try:
        for name, value in with_document_index(own).items():
            setattr(tenant, name, tenant._meta.get_field(name).to_python(value))
        if not is_vouched:
            tenant.full_clean(exclude=["slug", "code", "schema_name", "document"])
        tenant.save()
        for name, model in TRAVELS.items():
            model._default_manager.filter(tenant=tenant).delete()
            for row in _list(told.get(name)):
                values = {key: value for key, value in _dict(row).items() if key in _fields(model)}
                made = model(**values | {"tenant": tenant})
                if not is_vouched:
                    made.full_clean()
                made.save()
    except (ValidationError, TypeError, ValueError, DataError, IntegrityError) as error:
        raise BadArchive(reason="its settings of the business do not hold") from error


def claim_domains(tenant: Tenant, names: Any) -> tuple[list[str], list[str]]:
    """Claim the domains of a file, to be proven again; return (claimed, refused)."""
    claimed, refused = [], []
    for name in map(str, _list(names)):
        if is_platforms(name) or tenant.domains.filter(domain=name).exists():
            continue
        try:
            claim_domain(tenant, domain=clean_domain(name), actor=None)
        except DomainAlreadyYours:
            continue
        except Refusal:
            refused.append(name)
        else:
            claimed.append(name)
    return claimed, refused


def team_of(told: dict[str, Any]) -> list[tuple[int, str, str]]:
    """Return (id there, e-mail, role) of who worked in the tenant."""
    return [
        (row[0], row[1], row[2])
        for row in _list(told.get("team"))
        if isinstance(row, list) and [type(part) for part in row] == [int, str, str]
    ]


def models_of_a_tenant() -> "list[tuple[type[models.Model], str]]":
    """Return the shared models that name a tenant, with the field that does: (model, field)."""
    shared = {apps.get_app_config(name.rpartition(".")[2]).label for name in settings.SHARED_APPS}
    found = []
    for model in apps.get_models():
        if model._meta.app_label in shared and model is not Tenant:
            found += [
                (model, one.name)
                for one in model._meta.concrete_fields
                if one.related_model is Tenant or one.name == "tenant_id"
            ]
    return found


def _domains(tenant: Tenant) -> set[str]:
    claims = DomainClaim.objects.filter(tenant=tenant)
    return {
        *tenant.domains.values_list("domain", flat=True),
        *claims.values_list("domain", flat=True),
    }


def _fields(model: type[models.Model]) -> list[str]:
    return [
        one.name
        for one in model._meta.concrete_fields
        if not one.primary_key and one.related_model is None
    ]


def _values(row: models.Model) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _fields(type(row))}


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(values, cls=DjangoJSONEncoder))
    return plain


def _dict(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadArchive(reason="what it says of the business cannot be read")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > LARGEST_LIST:
        raise BadArchive(reason="what it says of the business cannot be read")
    return value
