"""The processes of an installation, and in which order they stop."""

import os
import sys
from pathlib import Path

from flowt.installation import Installation
from flowt.servers.process import Program

PROJECT = Path(__file__).resolve().parent.parent.parent

# Beat first, so that nothing new is handed out; then the worker ends its tasks while web still
# answers; the servers last, when nobody writes any more. Ten seconds together.
STOP_STAGES: tuple[tuple[tuple[str, ...], float], ...] = (
    (("migrate", "seed"), 1.0),
    (("beat",), 1.0),
    (("worker",), 4.0),
    (("web", "live", "bank", "gateways", "post"), 2.0),
    (("valkey",), 0.8),
    (("postgres",), 1.5),
)
GRANIAN_LOG = str(PROJECT / "flowt" / "granian.json")  # its lines look like all others
MIGRATE = ("migrate_all",)
DEFAULT_WEB_THREADS = "2"  # one may wait while the other computes (decision 3)


def web(installation: Installation) -> Program:
    """Pages, API and webhooks: one process a core."""
    workers = os.environ.get("FLOWT_WEB_WORKERS") or str(min(os.cpu_count() or 2, 8))
    threads = os.environ.get("FLOWT_WEB_THREADS") or DEFAULT_WEB_THREADS
    return _program(
        "web",
        *("granian", "--interface", "wsgi", "flowt.wsgi:application"),
        *("--host", host(), "--port", str(installation.port), "--http", "1", "--no-ws"),
        *("--workers", workers, "--blocking-threads", threads, "--backlog", "2048"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "1", "--log-level", "warning"),
        *("--log-config", GRANIAN_LOG),
        noise=r"path=/healthz |\"/healthz\"|Service Unavailable: /healthz|\bunhealthy\b",
    )


def live(installation: Installation) -> Program:
    """Server-sent events, on the next port."""
    return _program(
        "live",
        *("granian", "--interface", "asgi", "flowt.live_app:application"),
        *("--host", host(), "--port", str(installation.port + 1), "--http", "1", "--no-ws"),
        *("--workers", "1", "--respawn-failed-workers", "--workers-kill-timeout", "1"),
        *("--log-level", "warning", "--log-config", GRANIAN_LOG),
    )


def worker(_: Installation) -> Program:
    return _program(
        "worker",
        *("celery", "--app", "flowt.celery", "--quiet", "worker", "--loglevel", "WARNING"),
        *("--without-gossip", "--without-mingle", "--hostname", "worker@%h"),
    )


def beat(installation: Installation) -> Program:
    schedule = str(installation.data / "beat-schedule")
    return _program(
        "beat",
        *("celery", "--app", "flowt.celery", "--quiet", "beat", "--loglevel", "WARNING"),
        *("--schedule", schedule, "--pidfile", ""),
    )


def bank(installation: Installation, port: int) -> Program:
    """The demo's bank, at which its businesses make their PIX charges."""
    data = str(installation.data / "demo-bank.sqlite")
    return _program("bank", "simulator.psp", "--port", str(port), "--data", data)


def post(installation: Installation, port: int, smtp_port: int) -> Program:
    """The demo's post office: it takes every e-mail, and shows them."""
    data = str(installation.data / "demo-post.sqlite")
    ports = ("--port", str(port), "--smtp-port", str(smtp_port))
    return _program("post", "simulator.post", *ports, "--data", data)


def gateways(installation: Installation, port: int) -> Program:
    """The demo's payment gateways: Stripe, Mercado Pago and Asaas."""
    data = str(installation.data / "demo-gateways.sqlite")
    return _program("gateways", "simulator.gateways", "--port", str(port), "--data", data)


def manage(name: str, *arguments: str) -> Program:
    """One of Django's commands, under the name its lines are shown with."""
    return Program(
        name=name,
        argv=(sys.executable, str(PROJECT / "manage.py"), *arguments),
        cwd=PROJECT,
        env={"PYTHONUNBUFFERED": "1"},
    )


def has_command(name: str) -> bool:
    """Whether one of our apps brings this command of Django's."""
    return any(PROJECT.glob(f"*/management/commands/{name}.py"))


def _program(name: str, *argv: str, noise: str = "") -> Program:
    environment = {
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
    }
    argv = (sys.executable, "-m", *argv)
    return Program(name=name, argv=argv, cwd=PROJECT, env=environment, noise=noise)


def host() -> str:
    return os.environ.get("FLOWT_HOST") or "127.0.0.1"
