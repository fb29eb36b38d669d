"""What a part of a bill is to its payments: what accepting late or doubled money does."""

from collections.abc import Collection
from typing import Any, Self

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from flowt.money import format_money
from flowt.tenancy import current_tenant
from orders.tabs import settling
from orders.tabs.errors import OwesLess
from orders.tabs.models import Tab, TabShare
from orders.tabs.splitting import number
from payments.purposes import Payer, Purpose, Repeated, purposes
from tenants.selectors import public_url


@purposes.register
class SharePurpose(Purpose):
    """`tab-3-share-2` is the second part that tab 3 was ever split into."""

    kind = "tab"

    @cached_property
    def share(self) -> TabShare | None:
        rows = TabShare.objects.select_related("tab", "guest__person")
        return rows.filter(reference=self.reference).first()

    @classmethod
    def all_of(cls, references: Collection[str]) -> list[Self]:
        """With their parts, in one query."""
        found = [cls(reference) for reference in references]
        rows = TabShare.objects.select_related("tab", "guest__person")
        shares = {one.reference: one for one in rows.filter(reference__in=references)}
        for one in found:
            one.share = shares.get(one.reference)
        return found

    @property
    def tab(self) -> Tab | None:
        return self.share.tab if self.share else None

    def label(self) -> str:
        if self.share is None:
            return self.reference
        return _("Table %(table)s, tab %(tab)s") % {
            "table": self.share.tab.table_label,
            "tab": self.share.tab.number,
        }

    def url(self) -> str:
        return reverse("orders:tab", args=[self.share.tab.pk]) if self.share else ""

    def payer(self) -> Payer:
        """Who pays, as they said on the part's page; else the first name of who took the part.

        Nothing of the person behind a guest's telephone: whoever typed it would get to see it.
        """
        if self.share is None:
            return Payer()
        guest, told = self.share.guest, self.share.payer or {}
        return Payer(
            name=told.get("name") or (guest.name if guest else ""),
            email=told.get("email", ""),
            document=told.get("document", ""),
        )

    def page_url(self) -> str:
        if self.share is None:
            return ""
        path = reverse("storefront:tab_share", args=[self.share.tab.token, self.share.pk])
        return public_url(current_tenant(), path)

    def look_again(self) -> None:
        if self.tab is not None:
            settling.tell(self.tab)

    def hold(self) -> None:
        if self.tab is not None:
            settling.hold(self.tab)

    def reopen(self, *, actor: Any) -> None:
        """A late payment counts for the tab, if the tab owes that much. Raises OwesLess."""
        if self.share is None:
            return
        share = TabShare.objects.get(pk=self.share.pk)
        self._check(share)
        if share.status == TabShare.Status.VOID:
            share.status = TabShare.Status.WAITING
            share.save(update_fields=["status"])

    def repeat(self, *, actor: Any) -> Repeated | None:
        """Money that came twice may pay another part, if the tab owes that much."""
        if self.share is None:
            return None
        self._check(self.share)
        tab = settling.hold(self.share.tab)
        again = TabShare(
            tab=tab, kind=TabShare.Kind.AMOUNT, guest=self.share.guest, amount=self.share.amount
        )
        number(tab, [again])
        again.save()
        return Repeated(again.reference, again.amount, tab.currency)

    def _check(self, share: TabShare) -> None:
        """Raises OwesLess. Parts that others wait to pay are called off for it when it settles."""
        tab = settling.hold(share.tab)
        shares = list(tab.shares.all())
        bill = settling.bill_of(tab, shares, settling.read_payments(shares))
        if bill.left < share.amount:
            raise OwesLess(left=format_money(bill.left, tab.currency))
