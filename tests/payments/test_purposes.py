"""What payments are for, read together where a list shows them."""

from payments.models import PixReceipt
from payments.psp import review
from tests.factories import make_order
from tests.payments.conftest import ask


def test_a_long_list_takes_as_many_queries_as_a_short_one(psp, django_assert_num_queries):
    for number in (901, 902, 903):
        order = make_order(number=number, total="50.00", payment_kind="pix_psp")
        charge = ask(order.reference).charges.get()
        receipt = {"e2eid": f"E{number}", "amount": 50, "paid_at": charge.created_at}
        PixReceipt.objects.create(charge=charge, problem="late", **receipt)

    with django_assert_num_queries(3):
        cases = review.cases()

    assert [(one.what[-3:], one.left) for one in cases] == [("901", 50), ("902", 50), ("903", 50)]
