"""What is sent to people, how, and what became of it."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from flowt.effects.models import Effect
from flowt.fields import EncryptedJSONField, EncryptedTextField


class ChannelAccount(models.Model):
    """How this tenant sends by one channel: whose provider, in whose name."""

    kind = models.CharField(max_length=30, unique=True)  # of messaging.channels
    provider = models.CharField(max_length=30)  # of messaging.providers
    settings = EncryptedJSONField(default=dict)  # {"sender": {…}, "providers": {kind: {…}}, …}
    is_enabled = models.BooleanField(default=True)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.kind


class MessageTemplate(models.Model):
    """What the tenant made of one kind of message. No row: the words that come with Flowt."""

    channel = models.CharField(max_length=30)
    kind = models.CharField(max_length=60)  # of messaging.kinds
    is_on = models.BooleanField(default=True)
    subject = models.CharField(max_length=200, blank=True)  # both empty: Flowt's own words
    body = models.TextField(max_length=10_000, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "kind"], name="template_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.kind}"

    @property
    def is_own(self) -> bool:
        return bool(self.subject or self.body)


class MessageQuerySet(models.QuerySet["Message"]):
    def undecided(self) -> Self:
        """Those that a person has to look at."""
        parked = Q(effect__status=Effect.Status.PARKED)
        at_work = [Effect.Status.QUEUED, Effect.Status.SENDING]
        found = self.filter(Q(status=Message.Status.UNKNOWN) | parked, effect__isnull=False)
        return found.exclude(effect__status__in=at_work)


class Message(models.Model):
    """One message to one address, once for its key. How it is sent is its effect's to know.

    Address and content are encrypted; erasing a person, and time, empty them.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("message", "Waiting")  # not accepted by anybody yet
        UNKNOWN = "unknown", pgettext_lazy("message", "Unknown")  # no answer: it may have left
        WITHHELD = "withheld", pgettext_lazy("message", "Held back")  # the gate said no
        FAILED = "failed", pgettext_lazy("message", "Not sent")  # the provider surely did nothing
        ACCEPTED = "accepted", pgettext_lazy("message", "Sent")  # the provider took it
        DELIVERED = "delivered", pgettext_lazy("message", "Delivered")  # to the person's mailbox
        BOUNCED = "bounced", pgettext_lazy("message", "Came back")  # the mailbox said no
        COMPLAINED = "complained", pgettext_lazy("message", "Marked as spam")

    channel = models.CharField(max_length=30)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=160, unique=True)  # what caused it
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="messages")
    order = models.ForeignKey("orders.Order", models.SET_NULL, null=True, related_name="messages")
    about = models.CharField(max_length=120, blank=True)  # "order 12": nothing personal
    to_email = EncryptedTextField(blank=True, default="")
    to_email_index = models.CharField(max_length=64, blank=True)
    content = EncryptedJSONField(default=dict)  # {to_name, subject, text, html, attach, headers}
    status = models.CharField(max_length=20, choices=Status, default=Status.QUEUED)
    reason = models.CharField(max_length=40, blank=True)  # of messaging.reasons
    detail = EncryptedTextField(blank=True, default="")  # what the other side said
    provider = models.CharField(max_length=30, blank=True)
    provider_id = models.CharField(max_length=200, blank=True)
    effect = models.OneToOneField(Effect, models.SET_NULL, null=True, related_name="message")
    correlation_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)  # when it was first handed to the provider
    settled_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["to_email_index", "-sent_at"], name="message_to"),
            models.Index(
                fields=["-sent_at"], name="message_sent", condition=Q(sent_at__isnull=False)
            ),
            models.Index(
                fields=["provider_id"], name="message_provider", condition=~Q(provider_id="")
            ),
        ]

    def __str__(self) -> str:
        return self.about or self.key

    @property
    def state(self) -> str:
        """Where it stands now: `status`, or the effect's while that is at work or parked."""
        effect = self.effect
        if effect is not None and (effect.is_open or effect.status == Effect.Status.PARKED):
            return str(effect.status)
        return str(self.status)

    @property
    def state_label(self) -> Any:
        """The state in words."""
        if self.state in self.Status.values:
            return self.Status(self.state).label
        return Effect.Status(self.state).label

    @property
    def is_undecided(self) -> bool:
        undecided = {Effect.Status.UNKNOWN, Effect.Status.PARKED}
        return self.effect is not None and self.state in undecided

    @property
    def is_repeatable(self) -> bool:
        """May a person have it sent (again)?"""
        return (
            self.effect is not None
            and bool(self.content)
            and (self.is_undecided or self.state in {self.Status.FAILED, self.Status.WITHHELD})
        )


class Suppression(models.Model):
    """An address that nothing is sent to any more, until a person lifts it."""

    class Reason(models.TextChoices):
        BOUNCED = "bounced", _("The mailbox does not exist")
        SOFT = "soft", _("It came back several times")
        COMPLAINED = "complained", _("Marked as spam")
        MANUAL = "manual", _("Added by the team")

    channel = models.CharField(max_length=30)
    email = EncryptedTextField()
    email_index = models.CharField(max_length=64)
    reason = models.CharField(max_length=20, choices=Reason)
    detail = EncryptedTextField(blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "email_index"], name="suppressed_once"),
        ]

    def __str__(self) -> str:
        return f"suppression {self.pk}"


class ProviderEvent(models.Model):
    """One thing a provider's webhook told, as anymail reads it; kept once, worked off later."""

    provider = models.CharField(max_length=30)
    event_key = models.CharField(max_length=120)
    body = EncryptedJSONField(default=dict)
    received_at = models.DateTimeField(auto_now_add=True)
    processed_at = models.DateTimeField(null=True)
    is_matched = models.BooleanField(default=False)  # was it about a message of ours?

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_key"], name="provider_event_once"),
        ]
        indexes = [
            models.Index(
                fields=["received_at"],
                name="provider_event_open",
                condition=Q(processed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.event_key


class SummaryReader(models.Model):
    """A member who asked for the summary of the day."""

    actor_id = models.BigIntegerField(unique=True, null=True)  # a user in `public`
    wants_empty_days = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"reader {self.actor_id}"
