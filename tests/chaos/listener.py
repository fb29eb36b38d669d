"""Where the pretend provider's webhooks arrive, as a tenant's webhook view would take them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from django.db import connection

from flowt.effects.operations import confirm_effect
from flowt.tenancy import tenant_context
from tenants.models import Tenant


@contextmanager
def webhooks_of(tenant: Tenant) -> Iterator[str]:
    """The address to post to while the block runs. 500 where the note was not committed."""

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            try:
                with tenant_context(tenant):
                    confirm_effect(told["reference"], is_accepted=told["status"] == "accepted")
                self.send_response(204)
            except Exception:  # noqa: BLE001 - the provider comes again
                self.send_response(500)
            finally:
                connection.close()
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Nothing is said."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
