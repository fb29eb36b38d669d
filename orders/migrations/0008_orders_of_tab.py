from django.db import migrations, models

MAKE = (
    "CREATE INDEX CONCURRENTLY IF NOT EXISTS order_of_tab ON orders_order (tab_id)"
    " WHERE tab_id IS NOT NULL"
)
DROP = "DROP INDEX CONCURRENTLY IF EXISTS order_of_tab"


class Migration(migrations.Migration):
    atomic = False  # nobody who orders waits for the index

    dependencies = [
        ("orders", "0007_tabs"),
    ]

    operations = [
        migrations.RunSQL(
            MAKE,
            DROP,
            state_operations=[
                migrations.AddIndex(
                    model_name="order",
                    index=models.Index(
                        condition=models.Q(("tab", None), _negated=True),
                        fields=["tab"],
                        name="order_of_tab",
                    ),
                ),
            ],
        ),
    ]
