"""Postmark's webhooks: posted from a thread, later, and again until somebody listens."""

import http.client
import json
import threading
import time
from base64 import b64encode
from typing import Any
from urllib.parse import unquote, urlsplit

TRIES, PAUSE_SECONDS, TIMEOUT_SECONDS = 6, 1.0, 10


def post_later(url: str, body: Any, *, in_seconds: float = 1.0) -> None:
    threading.Thread(target=_run, args=(url, body, in_seconds), daemon=True).start()


def _run(url: str, body: Any, in_seconds: float) -> None:
    time.sleep(in_seconds)
    for attempt in range(TRIES):
        if 200 <= deliver(url, body) < 300:
            return
        time.sleep(PAUSE_SECONDS * 2**attempt)


def deliver(url: str, body: Any) -> int:
    """Post JSON; return the status, 0 where nobody answered. Names of this machine lead to it."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    at = "127.0.0.1" if host == "localhost" or host.endswith(".localhost") else host
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    link = kind(at, parts.port, timeout=TIMEOUT_SECONDS)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Postmark",
        "Host": parts.netloc.rpartition("@")[2],
    }
    if parts.username:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    try:
        link.request("POST", parts.path, json.dumps(body).encode(), headers)
        return link.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        link.close()


def event(kind: str, mail: dict[str, Any], message_id: str) -> dict[str, Any]:
    """One of Postmark's events about a mail, as its documentation shows them."""
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    common = {"MessageID": message_id, "Metadata": mail.get("Metadata", {}), "ServerID": 1}
    if kind == "delivered":
        told = {"RecordType": "Delivery", "Recipient": mail["To"], "DeliveredAt": now}
        return {**common, **told, "Details": "250 2.0.0 OK", "Tag": mail.get("Tag", "")}
    types = {"bounce": "HardBounce", "soft": "SoftBounce", "spam": "SpamComplaint"}
    record = "SpamComplaint" if kind == "spam" else "Bounce"
    details = {"bounce": "550 5.1.1 user unknown", "soft": "452 4.2.2 mailbox full"}
    return {
        **common,
        "RecordType": record,
        "ID": int(time.time() * 1000),
        "Type": types[kind],
        "Email": mail["To"],
        "BouncedAt": now,
        "Description": details.get(kind, "Reported as spam"),
        "Details": details.get(kind, "Reported as spam"),
    }
