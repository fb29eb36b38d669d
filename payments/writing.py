"""Writing a payment once, however many ask for it at the same moment."""

from django.db import connection
from psycopg.types.json import Jsonb

from payments.models import Payment

_INSERT = (
    "INSERT INTO payments_payment (key, reference, gateway, status, amount, currency, txid,"
    " instructions, created_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, now())"
    " ON CONFLICT (key) DO NOTHING RETURNING id, created_at"
)


def insert_once(payment: Payment) -> bool:
    """Insert the row unless its key is taken; tell which. A taken key leaves `payment` unsaved."""
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                payment.key,
                payment.reference,
                payment.gateway,
                payment.status,
                payment.amount,
                payment.currency,
                payment.txid,
                Jsonb(payment.instructions),
            ],
        )
        row = cursor.fetchone()
    if row is None:
        return False
    payment.pk, payment.created_at = row
    payment._state.adding, payment._state.db = False, "default"
    return True
