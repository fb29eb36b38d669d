from django.db import models
from django.utils.translation import gettext_lazy as _

from storefront.builder.models import Page, PagePicture, PageRedirect, PageVersion  # noqa: F401


class LegalText(models.Model):
    """A tenant's own terms or privacy notice. Without one, the project's wording is shown."""

    class Kind(models.TextChoices):
        TERMS = "terms", _("Terms of use")
        PRIVACY = "privacy", _("Privacy notice")

    kind = models.CharField(max_length=10, choices=Kind, unique=True)
    body = models.TextField(_("text"), max_length=40_000)  # plain text; blank lines part paragraphs
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.get_kind_display()
