"""How long after an order's commit a second browser shows it on the kitchen board."""

import os
import shutil
import time
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import TimeoutError as TookTooLong
from playwright.sync_api import sync_playwright

from accounts.models import SignIn, User
from accounts.site import SITE_KEY
from bench.measures import Line, Spread, percentile
from bench.shop import BOARD, open_shop
from cart.contents import CartContents, CartLine
from cart.selectors import price
from catalog.models.items import Item
from flowt.tenancy import public_schema, tenant_context
from orders.operations.placing import place_order
from orders.requests import Customer, Journey

ORDERS = 40
WATCH = """
() => {
  window.seenAt = {};
  const look = () => document.querySelectorAll('article[id^="order-"]').forEach((one) => {
    window.seenAt[one.id.slice(6)] ??= Date.now();
  });
  new MutationObserver(look).observe(document.body, {childList: true, subtree: true});
  look();
}
"""


def seen(installation) -> Line:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps a loop in this thread
    tenant = open_shop(BOARD)
    host = f"http://{BOARD}.localhost:{installation.port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**_chromium())
        context = browser.new_context()
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": _session(tenant), "url": host}]
        )
        page = context.new_page()
        page.goto(f"{host}/painel/pedidos/")
        page.evaluate(WATCH)
        page.wait_for_timeout(1500)  # until the stream is open
        took, missing = [], 0
        for _ in range(ORDERS):
            number, committed_at = _place(tenant)
            try:
                page.wait_for_function("(n) => n in window.seenAt", arg=str(number), timeout=5000)
            except TookTooLong:
                missing += 1
                if missing > 3:
                    break
                continue
            shown_at = page.evaluate("(n) => window.seenAt[n]", str(number)) / 1000
            took.append(max(shown_at - committed_at, 0) * 1000)
            page.wait_for_timeout(120)
        browser.close()
    p95 = percentile(took, 0.95) if took else 1e9
    return Line(
        job="order committed → seen on the board",
        reference="a second browser",
        ours=f"p95 {p95:.0f} ms" if took else "never",
        theirs="",
        ratio=f"{Spread.of(took).text('{:.0f}')} ms" if took else "",
        target="p95 ≤ 500 ms",
        share=0.0 if missing else 500 / p95,
        notes=(f"{missing} of {ORDERS} were never seen",) if missing else (),
    )


def _chromium() -> dict:
    """The machine's own Chromium where there is one, else Playwright's."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    options: dict = {"args": ["--no-sandbox"] if os.geteuid() == 0 else []}
    return options | ({"executable_path": found} if found else {})


def _session(tenant) -> str:
    """A signed-in session of the shop's owner, on the shop's own site."""
    with public_schema():
        user = User.objects.get(email=f"{BOARD}@bench.example")
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session[SITE_KEY] = tenant.schema_name
        row = SignIn.objects.create(user=user, site=tenant.schema_name, host="bench")
        session["sign_in"] = row.pk
        session.save()
    return session.session_key


def _place(tenant) -> tuple[int, float]:
    """Place an order; return its number and the moment before its commit."""
    with tenant_context(tenant):
        item = Item.objects.filter(option_groups=None).first()
        line = CartLine(key="1", item_id=item.pk, selection=[], quantity=1)
        contents = CartContents(id=uuid4().hex, lines=(line,))
        total = price(contents, tenant=tenant, now=timezone.now(), profile="pickup").total
        with transaction.atomic():
            order = place_order(
                contents,
                tenant=tenant,
                customer=Customer(name="Ana Souza", phone="+5531988887777"),
                profile="pickup",
                payment_kind="pix",
                key=contents.id,
                seen_total=total,
                journey=Journey(),
            )
            committed_at = time.time()
    return order.number, committed_at
