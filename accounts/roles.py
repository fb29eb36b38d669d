"""The one matrix of who may do what: a view names a permission, a role grants it or not."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")  # everything, also the team and the business itself
    ADMINISTRATOR = "administrator", _("Administrator")  # everything but owners and legal data
    SUPERVISOR = "supervisor", _("Supervisor")  # orders, payments and the catalogue's day
    AGENT = "agent", _("Agent")  # orders as they come
    VIEWER = "viewer", _("Viewer")  # looks, changes nothing


_O, _A, _S, _G, _V = Role.OWNER, Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AGENT, Role.VIEWER
EVERYONE = frozenset({_O, _A, _S, _G, _V})

MATRIX: dict[str, frozenset[Role]] = {
    "panel.view": EVERYONE,
    "orders.view": EVERYONE,
    "orders.move": frozenset({_O, _A, _S, _G}),  # accept, ready, out, delivered
    "orders.cancel": frozenset({_O, _A, _S}),  # also reject
    "tabs.serve": frozenset({_O, _A, _S, _G}),  # open, move, merge, take money, answer calls
    "tabs.close": frozenset({_O, _A, _S}),  # with money left, without the service, once more
    "orders.pause": frozenset({_O, _A, _S}),  # take none for a while, or say that all is slower
    "orders.export": frozenset({_O, _A, _S, _V}),
    "payments.view": frozenset({_O, _A, _S, _V}),
    "payments.confirm": frozenset({_O, _A, _S, _G}),
    "payments.configure": frozenset({_O, _A}),
    "payments.review": frozenset({_O, _A, _S}),  # what does not fit: accept or send back
    "people.tag": frozenset({_O, _A, _S}),  # tags of customers, which offers may ask for
    "people.erase": frozenset({_O, _A}),  # as the law gives people the right to
    "catalog.view": EVERYONE,
    "catalog.edit": frozenset({_O, _A, _S}),
    "catalog.availability": frozenset({_O, _A, _S, _G}),  # stock, "sold out until"
    "catalog.transfer": frozenset({_O, _A}),  # import and export
    "offers.view": EVERYONE,
    "offers.edit": frozenset({_O, _A, _S}),  # offers and coupons: write, publish, pause, end
    "offers.export": frozenset({_O, _A, _S}),
    "qr.view": EVERYONE,
    "qr.edit": frozenset({_O, _A, _S}),
    "pages.view": frozenset({_O, _A, _S, _V}),
    "pages.edit": frozenset({_O, _A, _S}),
    "pages.publish": frozenset({_O, _A, _S}),  # also take down, schedule, delete
    "leads.view": frozenset({_O, _A, _S, _G}),
    "leads.edit": frozenset({_O, _A, _S, _G}),
    "leads.export": frozenset({_O, _A}),
    "settings.view": frozenset({_O, _A, _S, _V}),
    "settings.edit": frozenset({_O, _A}),
    "settings.legal": frozenset({_O}),
    "settings.domains": frozenset({_O}),  # an address is as good as the business's name
    "messages.view": frozenset({_O, _A, _S, _V}),
    "messages.decide": frozenset({_O, _A, _S}),  # what nobody knows the end of; blocked addresses
    "messages.configure": frozenset({_O, _A}),
    "messages.summary": frozenset({_O, _A, _S, _V}),
    "team.view": frozenset({_O, _A}),
    "team.edit": frozenset({_O, _A}),  # an administrator never touches an owner
    "audit.view": frozenset({_O, _A}),
    "api.keys": frozenset({_O, _A}),  # make and revoke what programs sign in with
}

# What a global administrator may do inside a tenant, at most, in a member's place. Never: the team,
# legal data, where the money goes, keys, and carrying data away in bulk.
SUPPORT_MAY: frozenset[str] = frozenset(
    {
        "panel.view",
        "orders.view",
        "orders.move",
        "orders.cancel",
        "payments.view",
        "catalog.view",
        "catalog.edit",
        "catalog.availability",
        "offers.view",
        "qr.view",
        "qr.edit",
        "pages.view",
        "pages.edit",
        "messages.view",
        "settings.view",
        "settings.edit",
        "team.view",
        "audit.view",
    }
)

GLOBAL: frozenset[str] = frozenset(
    {
        "console.view",
        "console.tenants",
        "console.suspend",
        "console.support",
        "console.audit",
        "console.operation",  # queue, errors, volumes, capacity
        "console.letters",  # decide about given-up and parked jobs
    }
)


def permissions_of(role: str) -> frozenset[str]:
    """Return what `role` may do; nothing for an unknown one."""
    return frozenset(name for name, roles in MATRIX.items() if role in roles)
