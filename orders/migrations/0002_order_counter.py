from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO orders_counter (name, value) VALUES ('order', 0)",
            "DELETE FROM orders_counter WHERE name = 'order'",
        )
    ]
