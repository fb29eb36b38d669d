"""The data folder of an installation: its secrets, its servers, and who runs it at the moment.

Read by the command line before Django is set up, so it imports nothing of Django.
"""

import base64
import contextlib
import json
import os
import secrets
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from flowt.servers.process import FolderLock, ServerError, make_folder
from flowt.servers.process import read_or_make_secret as secret

DEFAULT_PORT = 8000


class SetupError(ServerError):
    """The environment asks for something that cannot be; one sentence says what."""


@dataclass(frozen=True, kw_only=True)
class Runtime:
    """What a running `flowt up` tells other commands, in `runtime.json` of the data folder."""

    pid: int
    port: int
    database_url: str
    redis_url: str


@dataclass(frozen=True, kw_only=True)
class Installation:
    data: Path
    port: int

    @classmethod
    def from_environment(
        cls, *, data: Path | None = None, port: int | None = None
    ) -> "Installation":
        """Arguments win over FLOWT_DATA and FLOWT_PORT. Raises SetupError on a bad port."""
        if port is None:
            text = os.environ.get("FLOWT_PORT") or str(DEFAULT_PORT)
            port = int(text) if text.isdecimal() else 0
        if not 1 <= port < 65535:
            raise SetupError("FLOWT_PORT must be a number from 1 to 65534.")
        return cls(
            data=(data or Path(os.environ.get("FLOWT_DATA") or ".flowt")).absolute(), port=port
        )

    @property
    def has_own_database(self) -> bool:
        return not os.environ.get("DATABASE_URL")

    @property
    def has_own_redis(self) -> bool:
        return not os.environ.get("REDIS_URL")

    def prepare(self) -> None:
        """Make the folder and its secrets, and put what Django reads into the environment."""
        make_folder(self.data, 0o700)
        for name in ("media", "static"):
            make_folder(self.data / name)
        if not os.environ.get("FLOWT_SECRET_KEY"):
            os.environ["FLOWT_SECRET_KEY"] = secret(self.data / "secret-key")
        if not os.environ.get("FLOWT_FIELD_KEYS"):
            new_key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
            os.environ["FLOWT_FIELD_KEYS"] = secret(self.data / "field-keys", new_key)
        os.environ["FLOWT_DATA"] = str(self.data)
        os.environ["FLOWT_PORT"] = str(self.port)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flowt.settings")

    def lock(self) -> FolderLock:
        """Keep the folder to one `flowt up`. Raises AlreadyRunning, naming the other."""
        runtime = self.runtime()
        where = f" (process {runtime.pid}, http://localhost:{runtime.port}/)" if runtime else ""
        return FolderLock(
            self.data / "lock",
            f"Flowt is already running on {self.data}{where}; "
            "stop it first, or choose another folder with FLOWT_DATA.",
        )

    def runtime(self) -> Runtime | None:
        """What the `flowt up` that runs on this folder wrote, if one does."""
        try:
            runtime = Runtime(**json.loads((self.data / "runtime.json").read_text()))
            os.kill(runtime.pid, 0)
        except (OSError, ValueError, TypeError):
            return None
        return runtime

    def write_runtime(self, runtime: Runtime) -> None:
        path = self.data / "runtime.json"
        path.touch(mode=0o600)
        path.write_text(json.dumps(asdict(runtime)))

    def forget_runtime(self) -> None:
        (self.data / "runtime.json").unlink(missing_ok=True)


@contextlib.contextmanager
def django_ready(installation: Installation | None = None) -> Iterator[None]:
    """Django, set up, with its servers up: those given, those of a running `flowt up`, or our own.

    Our own are stopped at the end of the block.
    """
    installation = installation or Installation.from_environment()
    installation.prepare()
    with contextlib.ExitStack() as stack:
        runtime = installation.runtime()
        if runtime is not None:
            os.environ.setdefault("DATABASE_URL", runtime.database_url)
            os.environ.setdefault("REDIS_URL", runtime.redis_url)
        if installation.has_own_database:
            from flowt.servers import postgres

            url = stack.enter_context(postgres.running(installation.data / "postgres"))
            os.environ["DATABASE_URL"] = url
        if installation.has_own_redis:
            from flowt.servers import valkey

            url = stack.enter_context(valkey.running(installation.data / "valkey"))
            os.environ["REDIS_URL"] = url

        import django

        sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
        django.setup()
        try:
            yield
        finally:
            from django.db import connections

            connections.close_all()
