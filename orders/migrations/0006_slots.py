from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0005_counted_pairs"),
    ]

    operations = [
        migrations.AddField(
            model_name="order",
            name="prepare_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="order",
            name="scheduled_for",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="order",
            name="scheduled_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="order",
            name="started_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="SlotUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("profile", models.CharField(max_length=10)),
                ("starts_at", models.DateTimeField()),
                ("taken", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("profile", "starts_at"), name="slot_counted_once"
                    )
                ],
            },
        ),
    ]
