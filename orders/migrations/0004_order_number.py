from django.db import migrations, models

# Goes on behind the last number that was given; the first order of all gets 1.
_FORWARD = """
SELECT setval(pg_get_serial_sequence('orders_ordernumber', 'id'), greatest(value, 1), value > 0)
FROM orders_counter WHERE name = 'order'
"""
_BACKWARD = """
INSERT INTO orders_counter (name, value)
SELECT 'order', coalesce(max(number), 0) FROM orders_order
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_name_search")]

    operations = [
        migrations.CreateModel(
            name="OrderNumber",
            fields=[("id", models.BigAutoField(primary_key=True, serialize=False))],
        ),
        migrations.RunSQL(_FORWARD, _BACKWARD),
        migrations.DeleteModel(name="Counter"),
    ]
