from datetime import timedelta
from typing import ClassVar, Self
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_tenants.models import DomainMixin, TenantMixin

from flowt.fields import EncryptedTextField
from tenants.domains.models import DomainClaim  # noqa: F401 - a model of this app
from tenants.profiles import OrderProfile as OrderProfile  # noqa: PLC0414 - a model of this app

HEX_COLOUR = RegexValidator(r"^#[0-9a-f]{6}\Z", _("Use a colour such as #1f6f54."))
SLUG = RegexValidator(
    r"^[a-z][a-z0-9-]{1,38}[a-z0-9]\Z",
    _("Use 3 to 40 lower-case letters, digits and hyphens, starting with a letter."),
)

RESERVED_SLUGS = frozenset(  # hosts and addresses of the platform itself
    {"www", "api", "live", "mail", "admin", "console", "static", "media", "novo", "nome-curto"}
    | {"public", "localhost", "app", "flowt"}
)


def check_time_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(_("This time zone is not known."))


class TenantQuerySet(models.QuerySet["Tenant"]):
    def active(self) -> Self:
        return self.filter(status=Tenant.Status.ACTIVE)


class Tenant(TenantMixin):
    """One business. Its own data stand in the schema `schema_name`; this row says who it is.

    `version` grows with every change of this row or of its settings, so that pages kept in
    memory know they are old.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")  # serves customers and team
        SUSPENDED = "suspended", _("Suspended")  # every page says so; data untouched

    class Niche(models.TextChoices):
        RESTAURANT = "restaurant", _("Restaurant")
        DISTRIBUTOR = "distributor", _("Distributor")
        SERVICES = "services", _("Services")
        UTILITY = "utility", _("Utility")
        RETAIL = "retail", _("Retail")
        EDUCATION = "education", _("Education")

    class DocumentKind(models.TextChoices):
        CNPJ = "cnpj", "CNPJ"
        CPF = "cpf", "CPF"

    class HolidayRule(models.TextChoices):
        AS_USUAL = "as_usual", _("Open as on any day")
        CLOSED = "closed", _("Closed")
        AS_SUNDAY = "as_sunday", _("Open as on a Sunday")

    auto_create_schema: ClassVar[bool] = False  # tenants.operations makes it, from the template
    auto_drop_schema: ClassVar[bool] = False

    code = models.PositiveIntegerField(_("code"), unique=True)
    slug = models.CharField(_("short name"), max_length=40, unique=True, validators=[SLUG])
    name = models.CharField(_("name"), max_length=80)  # as customers know it
    niche = models.CharField(_("niche"), max_length=20, choices=Niche, default=Niche.RESTAURANT)
    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE)
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_reason = models.CharField(max_length=200, blank=True)
    schema_fingerprint = models.CharField(  # of the migrations its schema stands at
        max_length=16, blank=True, default="", editable=False
    )
    incarnation = models.PositiveIntegerField(default=1)  # grows when it is restored
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    # Legal data and contacts
    legal_name = models.CharField(_("legal name"), max_length=120, blank=True)
    document_kind = models.CharField(
        _("document"), max_length=4, choices=DocumentKind, default=DocumentKind.CNPJ
    )
    document = EncryptedTextField(_("document number"), blank=True, default="")
    document_index = models.CharField(  # blind: finds the document without showing it
        max_length=64, blank=True, default="", editable=False, db_index=True
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=16, blank=True)  # E.164
    whatsapp = models.CharField("WhatsApp", max_length=16, blank=True)  # E.164

    # Address
    cep = models.CharField("CEP", max_length=8, blank=True)  # digits
    street = models.CharField(_("street"), max_length=120, blank=True)
    street_number = models.CharField(_("number"), max_length=20, blank=True)
    complement = models.CharField(_("complement"), max_length=60, blank=True)
    district = models.CharField(_("district"), max_length=80, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=2, blank=True)

    # Brand
    logo = models.CharField(max_length=200, blank=True)  # name in the tenant's media folder
    brand_colour = models.CharField(
        _("brand colour"), max_length=7, default="#1f6f54", validators=[HEX_COLOUR]
    )
    accent_colour = models.CharField(
        _("accent colour"), max_length=7, default="#d9622b", validators=[HEX_COLOUR]
    )
    tagline = models.CharField(_("tagline"), max_length=120, blank=True)
    header_text = models.CharField(_("header text"), max_length=200, blank=True)
    footer_text = models.TextField(_("footer text"), max_length=600, blank=True)

    # How it works
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default="pt-br"
    )
    time_zone = models.CharField(
        _("time zone"), max_length=40, default="America/Sao_Paulo", validators=[check_time_zone]
    )
    currency = models.CharField(_("currency"), max_length=3, default="BRL")
    holiday_rule = models.CharField(
        _("on public holidays"), max_length=20, choices=HolidayRule, default=HolidayRule.AS_USUAL
    )
    delivery_policy = models.TextField(_("delivery policy"), max_length=1000, blank=True)

    objects = TenantQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        indexes = [
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="tenant_name_search"),
        ]
        constraints = [
            models.CheckConstraint(
                name="tenant_suspended_has_time",
                condition=Q(status="active") | Q(suspended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.status == self.Status.ACTIVE

    @property
    def runs_work(self) -> bool:
        """Do due jobs run for it? A suspended tenant's wait."""
        return self.is_active


class Domain(DomainMixin):
    """A host name that leads to one tenant. `verified_at` None: not served yet."""

    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant"], name="one_primary_domain", condition=Q(is_primary=True)
            ),
        ]


class OpeningRange(models.Model):
    """One range of a weekday. `closes` at or before `opens` means on the next day."""

    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="opening_ranges")
    weekday = models.PositiveSmallIntegerField()  # Monday is 0
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(name="opening_weekday", condition=Q(weekday__lte=6)),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}–{self.closes:%H:%M}"


class OpeningException(models.Model):
    """A date with hours of its own: closed (no times), or one range; several rows may share it."""

    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="opening_exceptions")
    on = models.DateField(_("date"))
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(_("closes"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=80, blank=True)

    class Meta:
        ordering = ["on", "opens"]
        constraints = [
            models.CheckConstraint(
                name="exception_both_or_none",
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__isnull=False, closes__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on}"


class DeliveryArea(models.Model):
    """Where a tenant delivers: a range of CEPs (8 digits, both ends included), and its terms."""

    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="delivery_areas")
    name = models.CharField(_("name"), max_length=80)
    cep_from = models.CharField(_("first CEP"), max_length=8)
    cep_to = models.CharField(_("last CEP"), max_length=8)
    fee = models.DecimalField(
        _("delivery fee"),
        max_digits=12,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
    )
    free_from = models.DecimalField(
        _("free from"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    estimated_minutes = models.PositiveSmallIntegerField(_("minutes on the way"), default=30)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["cep_from"]
        constraints = [
            models.CheckConstraint(
                name="area_range_ordered", condition=Q(cep_from__lte=F("cep_to"))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PreparedSchema(models.Model):
    """A schema cloned ahead of time, waiting for its tenant; `fingerprint` names its migrations."""

    KEEP = 2
    MAX_AGE = timedelta(days=30)

    name = models.CharField(max_length=63, unique=True)
    fingerprint = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
