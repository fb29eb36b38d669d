from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from flowt.fields import EncryptedTextField


class PersonQuerySet(models.QuerySet["Person"]):
    def with_phone(self, phone: str) -> Self:
        return self.filter(phone=phone)


class Person(models.Model):
    """A customer or contact of this tenant: somebody, or a company.

    `document` is kept encrypted; `document_index` (a keyed hash) finds it again.
    """

    class Kind(models.TextChoices):
        INDIVIDUAL = "individual", _("Individual")
        COMPANY = "company", _("Company")

    kind = models.CharField(max_length=12, choices=Kind, default=Kind.INDIVIDUAL)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True)  # E.164
    document = EncryptedTextField(_("CPF or CNPJ"), blank=True, default="")
    document_index = models.CharField(max_length=64, blank=True)
    born_on = models.DateField(_("birth date"), null=True, blank=True)
    tags = ArrayField(models.CharField(max_length=40), default=list, db_default=[], blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    erased_at = models.DateTimeField(null=True, blank=True)  # by people.erasure: nobody any more

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["phone"], name="one_person_a_phone", condition=~Q(phone="")
            ),
        ]
        indexes = [
            models.Index(
                fields=["document_index"], name="person_document", condition=~Q(document_index="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Consent(models.Model):
    """A choice about one's own data: made, and perhaps taken back. Rows are never rewritten but
    for `revoked_at`."""

    class Purpose(models.TextChoices):
        NECESSARY = "necessary", _("Only what is necessary")
        ANALYTICS = "analytics", _("Measuring use")
        MARKETING = "marketing", _("Offers and news")

    visitor_id = models.UUIDField()
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="consents")
    purposes = models.JSONField(default=list)  # of Purpose values
    policy_version = models.CharField(max_length=20)
    source = models.CharField(max_length=40)  # "banner", "checkout"
    given_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["visitor_id", "-given_at"], name="consent_of_visitor")]

    def __str__(self) -> str:
        return f"{self.visitor_id}"
