"""The last step of an import: one transaction that puts the loaded schema in its place."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from accounts.models import User
from flowt import live, parking, versions
from flowt.api.models import ApiKey
from flowt.audit.trail import record
from flowt.due.models import DeadLetter, DueJob
from flowt.models import ParkedWork
from flowt.tenancy import tenant_context
from payments.models import GatewayAccount
from people.erasure import replay_erasures
from portable import tables
from portable.business import claim_domains, open_document, team_of, write_business
from portable.cache import forget_cached
from portable.exporting import DUE
from portable.tables import Table
from tenants import schemas
from tenants.hosts import VERSION
from tenants.models import Domain, Tenant
from tenants.operations import insert_tenant

if TYPE_CHECKING:
    from portable.importing import Imported, Load

DUE_TABLE = "due_queue"
LOCK_TIMEOUT = "30s"  # for whoever is in the middle of a write to the schema that goes


def next_tenant_id() -> int:
    """Take the id of a tenant to come: rows that name it are loaded before it is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('public.tenants_tenant', 'id'))")
        number: int = cursor.fetchone()[0]
    return number


def users_here(team: list[tuple[int, str, str]]) -> dict[int, int]:
    """Map ids of users there to ids here, by their e-mail; who is not known here has none."""
    emails = {email.lower() for _pk, email, _role in team}
    known = dict(User.objects.filter(email__in=emails).values_list("email", "pk"))
    return {pk: known[email.lower()] for pk, email, _ in team if email.lower() in known}


def make_due_table(schema: str) -> Table:
    """Make the table that holds the file's due work until the tenant is in its place."""
    table = Table(schema, DUE_TABLE, DUE.columns, ())
    with connection.cursor() as cursor:
        statement = "CREATE TABLE {} (kind varchar(60), ref varchar(300), run_at timestamptz)"
        cursor.execute(sql.SQL(statement).format(table.at))
    return table


@transaction.atomic
def settle(
    load: "Load", *, target: Tenant | None, slug: str, tenant_id: int, actor: Any
) -> "Imported":
    """Put the loaded schema in its place and park what was to be done.

    A repeat finds nothing to settle. Raises SlugTaken and BadArchive; nothing is changed then.
    """
    from portable.importing import Imported

    head, told = load.head, load.head["business"]
    is_vouched = load.reader.is_ours or load.reader.is_sealed
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
    keys = _living_keys(target)
    tenant = _take_place(load, target) if target else _newcomer(load, slug, tenant_id)
    document = open_document(told, is_plain=head["is_plain"])
    write_business(tenant, told, document=document, is_vouched=is_vouched)
    claimed, refused = claim_domains(tenant, told.get("domains"))
    parked = _park(load, tenant, head["incarnation"])
    origins = {tenant.pk, head["tenant_id"]} if is_vouched else {tenant.pk}
    with tenant_context(tenant):
        erased = replay_erasures(origins)
        _switch_off_payments(load.resealing.left.out)
        ApiKey.objects.alive().exclude(digest__in=keys).update(revoked_at=timezone.now())
    done = Imported(
        tenant=tenant,
        rows=sum(load.loader.rows.values()),
        files=load.file_count,
        parked=parked,
        erased=erased,
        left_out=dict(load.resealing.left.out),
        domains=claimed,
        refused_domains=refused,
        team=[] if target else [(email, role) for _pk, email, role in team_of(told)],
        is_vouched=is_vouched,
    )
    _tell(done, "tenant.restore" if target else "tenant.import", head, actor)
    return done


def _newcomer(load: "Load", slug: str, tenant_id: int) -> Tenant:
    code = load.head["code"] if load.reader.is_ours else 0
    return _insert(slug, tenant_id, load.resealing.new_schema, code, load.head["business"])


def _insert(slug: str, tenant_id: int, schema: str, code: int, told: dict[str, Any]) -> Tenant:
    """The row of a new tenant, its own host, and the schema under its name."""
    is_free = 0 < code < 10**8 and not Tenant.objects.filter(code=code).exists()
    name = str(told.get("tenant", {}).get("name") or slug)[:80]
    fields = {"id": tenant_id, "schema_name": schema, "code": code if is_free else None}
    tenant = insert_tenant(name, slug, fields)
    Domain.objects.create(
        tenant=tenant,
        domain=f"{slug}.{settings.FLOWT_BASE_DOMAIN}",
        is_primary=True,
        verified_at=timezone.now(),
    )
    return tenant


def _take_place(load: "Load", target: Tenant) -> Tenant:
    """Drop what the tenant has, once sequences and numbers of it are known not to come again."""
    tenant = Tenant.objects.select_for_update().get(pk=target.pk)
    own = tables.find_tables(tenant.schema_name, tables.tenant_tables())
    came = tables.find_tables(load.schema, tables.tenant_tables())
    tables.set_counters(came, load.counters, tables.read_counters(own))
    schemas.drop_schema(tenant.schema_name)
    for model in (DueJob, DeadLetter, ParkedWork):
        model._default_manager.filter(tenant_id=tenant.pk).delete()
    return tenant


def _park(load: "Load", tenant: Tenant, incarnation: int) -> int:
    """Name the schema, park what the file held as due, and let the tenant's next life begin."""
    old, new = sql.Identifier(load.schema), sql.Identifier(tenant.schema_name)
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "INSERT INTO public.due_parked (tenant_id, kind, ref, run_at, incarnation,"
                " parked_at) SELECT %s, kind, ref, run_at, %s, now() FROM {}"
                " ON CONFLICT (tenant_id, kind, ref) DO NOTHING"
            ).format(sql.Identifier(load.schema, DUE_TABLE)),
            [tenant.pk, min(max(incarnation, 1), 10**6)],
        )
        parked = int(cursor.rowcount)
        cursor.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(load.schema, DUE_TABLE)))
        cursor.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(old, new))
    parked += parking.park_tenant(tenant)
    tenant.incarnation = max(tenant.incarnation, min(incarnation, 10**6)) + 1
    tenant.schema_fingerprint = schemas.fingerprint()
    tenant.version += 1
    tenant.save(update_fields=["incarnation", "schema_fingerprint", "version"])
    return parked


def _living_keys(target: Tenant | None) -> list[str]:
    """Digests of API keys that open the tenant now: a copy brings no other one back to life."""
    if target is None:
        return []
    with tenant_context(target):
        return list(ApiKey.objects.alive().values_list("digest", flat=True))


def _switch_off_payments(left_out: dict[str, int]) -> None:
    """A way of paying whose settings did not travel asks nobody for money."""
    if f"{GatewayAccount._meta.db_table}.settings" in left_out:
        GatewayAccount.objects.update(is_enabled=False)


def _tell(done: "Imported", action: str, head: dict[str, Any], actor: Any) -> None:
    tenant = done.tenant
    after = {"made_at": head.get("made_at"), "rows": done.rows, "parked": done.parked}
    record(action, tenant, actor=actor, after=after, tenant_id=tenant.pk)
    versions.bump(VERSION)
    versions.bump(versions.of_menu(tenant.schema_name))
    transaction.on_commit(lambda: live.hang_up(tenant.schema_name))
    transaction.on_commit(lambda: forget_cached(tenant.schema_name))
