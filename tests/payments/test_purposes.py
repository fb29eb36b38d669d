"""What payments are for, read together where a list shows them."""

from orders.tabs.models import Tab, TabShare
from payments.models import PixReceipt
from payments.psp import review
from payments.purposes import purposes_of
from tests.factories import make_order
from tests.orders.tabbing import open_tables, order, scan, split
from tests.payments.conftest import ask
from tracking.models import QrCode
from tracking.operations import create_tables


def test_a_long_list_takes_as_many_queries_as_a_short_one(psp, django_assert_num_queries):
    for number in (901, 902, 903):
        made = make_order(number=number, total="50.00", payment_kind="pix_psp")
        charge = ask(made.reference).charges.get()
        receipt = {"e2eid": f"E{number}", "amount": 50, "paid_at": charge.created_at}
        PixReceipt.objects.create(charge=charge, problem="late", **receipt)

    with django_assert_num_queries(3):
        cases = review.cases()

    assert [(one.what[-3:], one.left) for one in cases] == [("901", 50), ("902", 50), ("903", 50)]


def test_parts_of_a_bill_are_read_together(tenant, django_assert_num_queries):
    open_tables(tenant)
    create_tables(["7"], actor=None)
    scan(tenant, QrCode.objects.get().code).post("/mesa/", {"name": "Ana"})
    guest = Tab.objects.get().guests.get()
    order(tenant, guest, "60.00")
    split(guest)
    references = list(TabShare.objects.values_list("reference", flat=True))

    with django_assert_num_queries(1):
        labels = [one.label() for one in purposes_of([*references, "tab-9-share-9"]).values()]

    assert len(references) == 2
    assert sum("7" in label for label in labels) == 2
    assert "tab-9-share-9" in labels
