import django.db.models.deletion
from django.db import migrations, models

import flowt.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("effects", "0001_initial"),
        ("orders", "0005_counted_pairs"),
        ("people", "0002_person_erased"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChannelAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=30, unique=True)),
                ("provider", models.CharField(max_length=30)),
                ("settings", flowt.fields.EncryptedJSONField(default=dict)),
                ("is_enabled", models.BooleanField(default=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name="SummaryReader",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("actor_id", models.BigIntegerField(null=True, unique=True)),
                ("wants_empty_days", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="MessageTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(max_length=30)),
                ("kind", models.CharField(max_length=60)),
                ("is_on", models.BooleanField(default=True)),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("body", models.TextField(blank=True, max_length=10000)),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("channel", "kind"), name="template_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ProviderEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("provider", models.CharField(max_length=30)),
                ("event_key", models.CharField(max_length=120)),
                ("body", flowt.fields.EncryptedJSONField(default=dict)),
                ("received_at", models.DateTimeField(auto_now_add=True)),
                ("processed_at", models.DateTimeField(null=True)),
                ("is_matched", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("processed_at__isnull", True)),
                        fields=["received_at"],
                        name="provider_event_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("provider", "event_key"), name="provider_event_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Suppression",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(max_length=30)),
                ("email", flowt.fields.EncryptedTextField()),
                ("email_index", models.CharField(max_length=64)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("bounced", "The mailbox does not exist"),
                            ("soft", "It came back several times"),
                            ("complained", "Marked as spam"),
                            ("manual", "Added by the team"),
                        ],
                        max_length=20,
                    ),
                ),
                ("detail", flowt.fields.EncryptedTextField(blank=True, default="")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("channel", "email_index"), name="suppressed_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(max_length=30)),
                ("kind", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=160, unique=True)),
                ("about", models.CharField(blank=True, max_length=120)),
                ("to_email", flowt.fields.EncryptedTextField(blank=True, default="")),
                ("to_email_index", models.CharField(blank=True, max_length=64)),
                ("content", flowt.fields.EncryptedJSONField(default=dict)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("unknown", "Unknown"),
                            ("withheld", "Held back"),
                            ("failed", "Not sent"),
                            ("accepted", "Sent"),
                            ("delivered", "Delivered"),
                            ("bounced", "Came back"),
                            ("complained", "Marked as spam"),
                        ],
                        default="queued",
                        max_length=20,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("detail", flowt.fields.EncryptedTextField(blank=True, default="")),
                ("provider", models.CharField(blank=True, max_length=30)),
                ("provider_id", models.CharField(blank=True, max_length=200)),
                ("correlation_id", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "effect",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="message",
                        to="effects.effect",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="messages",
                        to="orders.order",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="messages",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["to_email_index", "-sent_at"], name="message_to"),
                    models.Index(
                        condition=models.Q(("sent_at__isnull", False)),
                        fields=["-sent_at"],
                        name="message_sent",
                    ),
                    models.Index(
                        condition=models.Q(("provider_id", ""), _negated=True),
                        fields=["provider_id"],
                        name="message_provider",
                    ),
                ],
            },
        ),
    ]
