from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_person_erased"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="tags",
            field=ArrayField(
                base_field=models.CharField(max_length=40),
                blank=True,
                db_default=[],
                default=list,
                size=None,
            ),
        ),
    ]
