from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0004_order_number"),
    ]

    operations = [
        migrations.AddField(
            model_name="order",
            name="is_paired",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
