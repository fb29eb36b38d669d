"""One of the demo's businesses sends over HTTP, and hears what became of each e-mail."""

import urllib.error
import urllib.request
from urllib.parse import urlencode

from django.conf import settings

from messaging.operations.settings import BASIC, TOKEN, choose_provider
from tenants.models import Tenant
from tenants.selectors import public_url

SLUG, KEY = "aurora", "aurora-demo"


def connect_post(tenant: Tenant) -> bool:
    """Have the distributor use the demo's post office; nothing where none runs."""
    if tenant.slug != SLUG or not settings.FLOWT_MAIL_SIMULATOR:
        return False
    account = choose_provider("demo_post", {"api_key": KEY}, actor=None)
    path = f"/webhooks/email/demo_post/{account.settings[TOKEN]}/"
    scheme, _sep, rest = public_url(tenant, path).partition("://")
    url = f"{scheme}://{account.settings[BASIC]}@{rest}"
    body = urlencode({"token": KEY, "url": url}).encode()
    try:
        urllib.request.urlopen(f"{settings.FLOWT_MAIL_SIMULATOR}/webhook", body, 3).close()  # noqa: S310
    except (urllib.error.URLError, OSError):
        return False
    return True
