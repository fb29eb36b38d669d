from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenants", "0004_domain_claims")]

    operations = [
        migrations.AddField(
            model_name="orderprofile",
            name="days_ahead",
            field=models.PositiveSmallIntegerField(db_default=7, default=7),
        ),
        migrations.AddField(
            model_name="orderprofile",
            name="lead_minutes",
            field=models.PositiveSmallIntegerField(db_default=60, default=60),
        ),
        migrations.AddField(
            model_name="orderprofile",
            name="slot_capacity",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="orderprofile",
            name="slot_minutes",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (15, "15 minutes"),
                    (20, "20 minutes"),
                    (30, "30 minutes"),
                    (60, "1 hour"),
                ],
                db_default=30,
                default=30,
            ),
        ),
        migrations.AddField(
            model_name="orderprofile",
            name="takes_scheduled",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
