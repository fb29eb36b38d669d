from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("operation", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="tenantvolume",
            name="last_order",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
    ]
