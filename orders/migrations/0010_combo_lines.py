from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0009_discounts"),
    ]

    operations = [
        migrations.AddField("orderline", "combo_id", models.BigIntegerField(null=True)),
        migrations.AddField("orderline", "combo_choice_id", models.BigIntegerField(null=True)),
        migrations.AddField(
            "orderline",
            "combo_key",
            models.CharField(blank=True, db_default="", default="", max_length=12),
        ),
        migrations.AddField(
            "orderline",
            "combo_name",
            models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.AddField("orderline", "combo_quantity", models.PositiveIntegerField(null=True)),
    ]
