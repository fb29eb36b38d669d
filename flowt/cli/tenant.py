"""`flowt tenant`."""

from typing import TYPE_CHECKING

import click

from flowt.cli import moving
from flowt.installation import django_ready

if TYPE_CHECKING:  # models can be imported once Django is set up
    from tenants.models import Tenant


@click.group()
def tenant() -> None:
    """Create, list, suspend, reactivate, export, import and drop tenants.

    \b
      flowt tenant create --name "Cantina da Nonna" --slug cantina
      flowt tenant list
      flowt tenant suspend cantina --reason "Unpaid since March"
      flowt tenant reactivate cantina
      flowt tenant export cantina cantina.flowt --passphrase-file words.txt
      flowt tenant import cantina.flowt --as cantina-copia
    """


for command in (
    moving.export_command,
    moving.import_command,
    moving.drop_command,
    moving.release_command,
):
    tenant.add_command(command)


@tenant.command()
@click.option("--name", required=True, help="As customers read it.")
@click.option("--slug", required=True, help="Its address: SLUG.localhost, or ?tenant=SLUG.")
def create(*, name: str, slug: str) -> None:
    """Create a tenant; its menu answers at once."""
    with django_ready():
        from django.core.exceptions import ValidationError

        from flowt.errors import Refusal
        from tenants.operations import create_tenant

        try:
            created = create_tenant(name=name, slug=slug)
        except (Refusal, ValidationError) as refusal:
            raise click.ClickException(_sentence(refusal)) from refusal
        click.echo(f"{created.name} is tenant {created.code}: {_addresses(created)}")


@tenant.command("list")
@click.argument("search", default="")
def list_tenants(*, search: str) -> None:
    """List tenants, or those whose name or slug contains SEARCH."""
    with django_ready():
        from django.db.models import Q

        from tenants.models import Tenant

        rows = Tenant.objects.filter(Q(name__icontains=search) | Q(slug__icontains=search))
        for row in rows.order_by("slug"):
            click.echo(f"{row.code:>6}  {row.slug:<24} {row.status:<10} {row.name}")
        if not rows:
            click.echo("No tenant yet." if not search else f"No tenant matches {search!r}.")


@tenant.command()
@click.argument("slug")
@click.option("--reason", required=True, help="Kept in the history; customers do not see it.")
def suspend(*, slug: str, reason: str) -> None:
    """Close a tenant's pages at once, for customers and team."""
    with django_ready():
        from tenants.operations import suspend_tenant

        suspend_tenant(_find(slug), reason=reason)
        click.echo(f"{slug} is suspended. `flowt tenant reactivate {slug}` opens it again.")


@tenant.command()
@click.argument("slug")
def reactivate(*, slug: str) -> None:
    """Open a suspended tenant again."""
    with django_ready():
        from tenants.operations import reactivate_tenant

        reactivate_tenant(_find(slug))
        click.echo(f"{slug} is active.")


def _find(slug: str) -> "Tenant":
    from tenants.models import Tenant

    found = Tenant.objects.filter(slug=slug).first()
    if found is None:
        raise click.ClickException(f"There is no tenant {slug!r}; `flowt tenant list` shows all.")
    return found


def _addresses(created: "Tenant") -> str:
    return ", ".join(created.domains.values_list("domain", flat=True))


def _sentence(refusal: Exception) -> str:
    messages = getattr(refusal, "messages", None)
    return " ".join(messages) if messages else str(refusal)
