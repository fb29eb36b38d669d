from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]

    operations = [
        migrations.AddField(
            model_name="auditentry",
            name="acting_as",
            field=models.CharField(blank=True, db_default="", default="", max_length=254),
        ),
    ]
