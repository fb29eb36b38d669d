"""Remembering somebody of whom only a telephone, or only an e-mail, may be known."""

from django.db import connection, transaction

from people.models import Person
from people.operations import remember_person


@transaction.atomic
def remember_contact(*, name: str, phone: str = "", email: str = "") -> Person:
    """Return the person with this telephone, else with this e-mail; made if there is none.

    What is known stays as it is. A repeat, also at the same moment, finds the same row. Raises
    ValueError where neither is given.
    """
    if phone:
        return remember_person(name=name, phone=phone, email=email)
    if not email:
        raise ValueError("a contact needs a phone or an e-mail")
    with connection.cursor() as cursor:  # an e-mail is no key: two of one address wait here
        lock = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
        cursor.execute(lock, [f"{connection.schema_name} person {email.lower()}"])
    found = Person.objects.filter(email__iexact=email, erased_at=None).order_by("pk").first()
    return found or Person.objects.create(name=name, email=email)
