"""An installation of its own, used through the command line."""

import base64
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg

ROOT = Path(__file__).resolve().parents[2]
QUIET = {"django_migrations", "tenants_preparedschema", "django_session", "flowt_version"}


class Installation:
    """A database and a data folder of its own, used through the command line."""

    def __init__(self, folder, key, *, template="template1"):
        self.name, self.folder = f"prova_{uuid4().hex[:8]}", folder
        self.url = self.url_of(self.name)
        self.env = os.environ | {
            "DATABASE_URL": self.url,
            "FLOWT_DATA": str(folder),
            "FLOWT_SECRET_KEY": "s" * 40 + self.name,
            "FLOWT_FIELD_KEYS": base64.b64encode(key * 32).decode(),
            "FLOWT_LOG_LEVEL": "ERROR",
            "EMAIL_URL": "filemail://",
        }
        self.admin(f"CREATE DATABASE {{}} TEMPLATE {template}")

    def url_of(self, name):
        return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()

    def admin(self, statement, name=""):
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as db:
            db.execute(statement.format(name or self.name))

    def flowt(self, *words, error=""):
        """Run a command; it ends well, or with one line that holds `error`."""
        done = self.python("-m", "flowt", *map(str, words))
        assert (done.returncode != 0) == bool(error), done.stderr
        assert error in done.stderr
        assert not error or "Traceback" not in done.stderr
        return done.stderr

    def python(self, *words):
        command = [sys.executable, *words]
        return subprocess.run(
            command, check=False, cwd=ROOT, env=self.env, capture_output=True, text=True
        )

    def rows(self):
        """Every row of every table, but for what a restore is to change."""
        found = {}
        with psycopg.connect(self.url) as db:
            tables = db.execute(
                "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = 'public'"
                " OR schemaname LIKE 't\\_%'"
            ).fetchall()
            for schema, table in tables:
                if table not in QUIET:
                    query = f'SELECT t::text FROM "{schema}"."{table}" AS t ORDER BY 1'
                    found[schema, table] = [row[0] for row in db.execute(query)]
        return found

    def one(self, query):
        with psycopg.connect(self.url) as db:
            return db.execute(query).fetchone()

    def drop(self):
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as db:
            query = "SELECT datname FROM pg_database WHERE datname LIKE %s"
            for (name,) in db.execute(query, [f"{self.name}%"]).fetchall():
                db.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
