from django.core.management.base import BaseCommand, CommandError

from tenants.upgrades import migrate_all


class Command(BaseCommand):
    help = "Migrate the shared tables and every tenant's schema that lags behind."
    requires_system_checks = []  # of the code, not of the data: `manage.py check` is for that

    def handle(self, *args, **options):
        done = migrate_all(self.stdout.write)
        self.stdout.write(f"{done.tenants} tenants updated, {len(done.failed)} failed.")
        if done.failed:
            raise CommandError("Some tenants could not be updated; run it again after mending.")
