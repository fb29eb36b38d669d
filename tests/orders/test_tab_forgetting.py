from datetime import timedelta

from django.utils import timezone

from orders.models import Order
from orders.tabs.forgetting import KEEP
from orders.tabs.models import Tab, TabGuest, TabShare
from orders.tabs.paying import close_tab
from orders.tasks import tidy
from tests.orders.tabbing import open_tables, order, sit, split, table_of_two

PAYER = {"name": "Ana Lima", "email": "", "document": "12345678909"}


def test_names_and_payers_go_long_after_the_tab_ended(tenant, client):
    open_tables(tenant)
    ana, _bruno = table_of_two(tenant)
    split(ana)
    TabShare.objects.update(payer=PAYER)
    close_tab(ana.tab, actor=None, with_debt=True)
    later = sit(tenant, "Caio", table="8")
    order(tenant, later)
    Tab.objects.filter(pk=ana.tab.pk).update(closed_at=timezone.now() - KEEP - timedelta(hours=1))

    tidy()

    assert set(TabGuest.objects.values_list("name", flat=True)) == {"Convidado", "Caio"}
    assert not TabShare.objects.filter(payer__isnull=False).exists()
    assert Order.objects.count() == 3
    assert f"{KEEP.days} dias" in client.get("/privacidade/").text
