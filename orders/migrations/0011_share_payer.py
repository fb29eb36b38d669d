from django.db import migrations

from flowt.fields import EncryptedJSONField


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0010_combo_lines"),
    ]

    operations = [
        migrations.AddField("tabshare", "payer", EncryptedJSONField(null=True)),
    ]
