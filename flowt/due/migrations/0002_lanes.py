from django.db import migrations, models

READY = models.Q(("is_ready", True), ("lease_until", None))
OLD = (
    "CREATE INDEX CONCURRENTLY due_claimable ON public.due_queue (tenant_id, run_at)"
    " WHERE is_ready AND lease_until IS NULL"
)
NEW = (
    "CREATE INDEX CONCURRENTLY due_ready ON public.due_queue (lane, tenant_id, run_at)"
    " WHERE is_ready AND lease_until IS NULL"
)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("due", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="duejob",
            name="lane",
            field=models.SmallIntegerField(db_default=0),
        ),
        migrations.RunSQL(
            NEW,
            "DROP INDEX CONCURRENTLY public.due_ready",
            state_operations=[
                migrations.AddIndex(
                    model_name="duejob",
                    index=models.Index(
                        condition=READY, fields=["lane", "tenant_id", "run_at"], name="due_ready"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY public.due_claimable",
            OLD,
            state_operations=[
                migrations.RemoveIndex(model_name="duejob", name="due_claimable"),
            ],
        ),
    ]
