import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0006_profile_pause"),
    ]

    operations = [
        migrations.AddField(
            model_name="orderprofile",
            name="has_tabs",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="orderprofile",
            name="service_percent",
            field=models.DecimalField(
                db_default=0,
                decimal_places=2,
                default=0,
                max_digits=5,
                validators=[
                    django.core.validators.MinValueValidator(0),
                    django.core.validators.MaxValueValidator(30),
                ],
            ),
        ),
    ]
