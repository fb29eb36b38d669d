from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django_tenants.utils import get_tenant_model

from flowt.tenancy import tenant_context
from orders.operations.pairing import recount_pairs


class Command(BaseCommand):
    help = "Count anew which items are ordered together, in one tenant or in all that are active."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", nargs="?", help="of one tenant")

    def handle(self, *args: Any, **options: Any) -> None:
        tenants = get_tenant_model().objects.active()
        if options["slug"]:
            tenants = tenants.filter(slug=options["slug"])
        for tenant in tenants:
            with tenant_context(tenant):
                self.stdout.write(f"{tenant.slug}: {recount_pairs()} orders counted.")
