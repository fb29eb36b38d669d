from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from simulator.demo.seeding import seed


class Command(BaseCommand):
    help = "Make the demo's four tenants, their people and sixty days of orders, where missing."

    def handle(self, *args, **options):
        if not settings.FLOWT_DEMO:
            raise CommandError("The demo's passwords are public: set FLOWT_DEMO=1 to have it here.")
        seed(self.stdout.write)
