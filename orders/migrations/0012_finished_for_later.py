from django.db import migrations, models

MAKE = (
    "CREATE INDEX CONCURRENTLY IF NOT EXISTS order_ended_later ON orders_order (closed_at)"
    " WHERE prepare_at IS NOT NULL"
)
DROP = "DROP INDEX CONCURRENTLY IF EXISTS order_ended_later"


class Migration(migrations.Migration):
    atomic = False  # nobody who orders waits for the index

    dependencies = [
        ("orders", "0011_share_payer"),
    ]

    operations = [
        migrations.RunSQL(
            MAKE,
            DROP,
            state_operations=[
                migrations.AddIndex(
                    model_name="order",
                    index=models.Index(
                        condition=models.Q(("prepare_at", None), _negated=True),
                        fields=["closed_at"],
                        name="order_ended_later",
                    ),
                ),
            ],
        ),
    ]
