from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0008_orders_of_tab"),
    ]

    operations = [
        migrations.AddField(
            model_name="order",
            name="discounts",
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.AddField(
            model_name="orderline",
            name="discount",
            field=models.DecimalField(db_default=0, decimal_places=2, default=0, max_digits=12),
        ),
        migrations.AddField(
            model_name="orderline",
            name="discounts",
            field=models.JSONField(db_default=[], default=list),
        ),
    ]
