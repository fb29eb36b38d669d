from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models

import orders.tabs.models

ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def guest() -> models.ForeignKey:
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="+",
        to="orders.tabguest",
    )


def tab(related_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE, related_name=related_name, to="orders.tab"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0006_slots"),
        ("people", "0002_person_erased"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tab",
            fields=[
                ("id", ID.clone()),
                (
                    "token",
                    models.CharField(
                        default=orders.tabs.models.new_token, max_length=32, unique=True
                    ),
                ),
                ("table_label", models.CharField(max_length=40)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("closing", "Paying"),
                            ("closed", "Closed"),
                            ("abandoned", "Left behind"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                (
                    "service_percent",
                    models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=5),
                ),
                (
                    "service_offered",
                    models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=5),
                ),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.CharField(blank=True, max_length=254)),
                ("active_at", models.DateTimeField()),
                ("bill_asked_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.CharField(blank=True, max_length=254)),
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="orders.tab",
                    ),
                ),
                ("shares_made", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["open", "closing"])),
                        fields=("table_label",),
                        name="one_live_tab_a_table",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("service_percent__gte", 0), ("service_percent__lte", 100)
                        ),
                        name="tab_service_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TabGuest",
            fields=[
                ("id", ID.clone()),
                ("tab", tab("guests")),
                (
                    "token",
                    models.CharField(
                        default=orders.tabs.models.new_token, max_length=32, unique=True
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                ("joined_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(null=True)),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.CreateModel(
            name="TabCall",
            fields=[
                ("id", ID.clone()),
                ("tab", tab("calls")),
                ("guest", guest()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("order", "To order"),
                            ("bill", "The bill"),
                            ("help", "Something else"),
                        ],
                        default="help",
                        max_length=10,
                    ),
                ),
                ("called_at", models.DateTimeField(auto_now_add=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.CharField(blank=True, max_length=254)),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at", None)),
                        fields=("tab",),
                        name="one_call_a_tab",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TabShare",
            fields=[
                ("id", ID.clone()),
                ("tab", tab("shares")),
                ("reference", models.CharField(max_length=60, unique=True)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("all", "All that is left"),
                            ("equal", "In equal parts"),
                            ("guest", "Each their own"),
                            ("items", "Chosen items"),
                            ("amount", "An amount"),
                            ("team", "Taken by the team"),
                        ],
                        max_length=10,
                    ),
                ),
                ("guest", guest()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                ("lines", models.JSONField(default=list)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "To be paid"),
                            ("paid", "Paid"),
                            ("void", "Called off"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="share_positive"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="order",
            name="tab",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="orders",
                to="orders.tab",
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="tab_guest",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="orders",
                to="orders.tabguest",
            ),
        ),
    ]
