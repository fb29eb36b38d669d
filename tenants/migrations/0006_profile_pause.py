from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenants", "0005_profile_scheduling")]

    operations = [
        migrations.AddField(
            model_name="orderprofile",
            name="pause_note",
            field=models.CharField(blank=True, db_default="", default="", max_length=160),
        ),
        migrations.AddField(
            model_name="orderprofile",
            name="paused_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="orderprofile",
            name="rush_minutes",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="orderprofile",
            name="rush_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
