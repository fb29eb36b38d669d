"""The document against the real server: nothing undocumented, no 5xx, no bad data taken.

Three examples a route and a step in `make test`; `FLOWT_CHAOS=long` takes many more.
"""

import json
import os
import subprocess
import sys

import pytest
from django.utils import translation

from flowt.api import mount
from flowt.api.operations import create_key
from flowt.api.scopes import Scope
from flowt.tenancy import tenant_context
from tests.conftest import host_of
from tests.factories import make_category, make_group, make_item
from tests.isolation.serving import granian
from tests.storefront.conftest import open_shop

IS_LONG = os.environ.get("FLOWT_CHAOS") == "long"
EXAMPLES = "150" if IS_LONG else "3"
SECONDS = "900" if IS_LONG else "12"
CHECKS = [  # not those that guess: a refusal by the state of the shop is no rejected good data
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "ignored_auth",
    "unsupported_method",
]


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "openapi.json"
    with translation.override("en"):
        path.write_text(json.dumps(mount.document_in("en")))
    return path


@pytest.fixture
def trading(trading_tenant):
    """A shop with something to sell, really committed. Returns (host, key of all scopes)."""
    open_shop(trading_tenant)
    with tenant_context(trading_tenant):
        item = make_item("Pizza", category=make_category(), stock=100)
        make_group("Borda", item=item, options={"Catupiry": "5.00"}, minimum=0)
        key = create_key(name="Provas", scopes=Scope.values, actor=None).secret
        return host_of(trading_tenant), key


@pytest.mark.slow
@pytest.mark.parametrize(
    ("who", "phases"), [("anybody", "examples,coverage"), ("a key", "coverage,fuzzing,stateful")]
)
def test_the_document_holds(trading, document, tmp_path, who, phases):
    host, key = trading
    headers = ["-H", f"Host: {host}", "--phases", phases]
    if who == "a key":
        headers += ["-H", f"Authorization: Bearer {key}"]
    with granian(tmp_path, threads=4) as served:
        command = [sys.executable, "-m", "schemathesis.cli", "run", str(document)]
        command += ["--url", f"http://127.0.0.1:{served.port}/api/v1", "--no-color", *headers]
        command += ["--checks", ",".join(CHECKS), "--max-examples", EXAMPLES, "--seed", "7"]
        command += ["--max-time", SECONDS, "--continue-on-failure", "--generation-database=none"]
        ran = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)

    assert ran.returncode == 0, ran.stdout[-12_000:] + ran.stderr[-2_000:]


def test_every_route_and_answer_is_described(document):
    found = json.loads(document.read_text())

    assert found["openapi"].startswith("3.1")
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            where = (method, path)
            assert operation["summary"], where
            assert operation["operationId"], where
            assert {"400", "401", "403", "404", "422", "429", "500", "503"} <= set(
                operation["responses"]
            ), where
            for answer in operation["responses"].values():
                assert "$ref" in answer or answer["description"], where
