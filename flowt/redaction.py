"""Taking personal data and secrets out of text that leaves for a log, a trace or an error report.

It errs on the side of removing: eleven bare digits may be a CPF, and are gone.
"""

import re
from typing import Any

HIDDEN = "[removed]"
MAX_TEXT = 2_000
MAX_TRACE = 8_000
SECRET_PARTS = ("passw", "secret", "token", "authoriz", "cookie", "api_key", "apikey", "signature")
PRIVATE_KEYS = frozenset(
    {"email", "e_mail", "phone", "whatsapp", "cpf", "cnpj", "document", "person", "customer"}
    | {"full_name", "first_name", "last_name", "birth_date", "born_on", "address", "street"}
    | {"pix_key", "card", "card_number", "cvv", "csrfmiddlewaretoken", "body", "data", "payload"}
    | {"session", "sessionid", "dsn", "actor_label"}
)
ADDRESSES = frozenset({"path", "url", "location", "referer"})
_MAYBE = re.compile(r"[@\d=:(]|passw|token|secret|bearer|basic", re.IGNORECASE)
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"://[^/\s:@]*:[^@\s/]+@"), "://[removed]@"),
    (re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]{6,}", re.IGNORECASE), rf"\1 {HIDDEN}"),
    (
        re.compile(
            r"((?:passw\w*|secret\w*|\w*token|api[_-]?key|authorization|session\w*|csrf\w*|cookie)"
            r"[\"']?\s*[:=]\s*[\"']?)(?!\[removed)[^\s\"',;&)}]+",
            re.IGNORECASE,
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"(Key \([^)]*\))=\(.*?\)(?=\s|$)"), rf"\1=({HIDDEN})"),
    (re.compile(r"(row contains) \(.*?\)(?=\.|\s*$)", re.MULTILINE), rf"\1 ({HIDDEN})"),
    (re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"), HIDDEN),
    (re.compile(r"\b[0-9A-Z]{2}\.[0-9A-Z]{3}\.[0-9A-Z]{3}/[0-9A-Z]{4}-\d{2}\b"), HIDDEN),
    (re.compile(r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b"), HIDDEN),
    (re.compile(r"\+\d[\d ().-]{8,17}\d"), HIDDEN),
    (re.compile(r"\(\d{2}\)\s?9?\d{4}[- ]?\d{4}\b"), HIDDEN),
    (re.compile(r"(?<![\w.-])\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{1,7}(?![\w-])"), HIDDEN),  # a card
    (re.compile(r"(?<![\w.-])\d{10,14}(?![\w-])"), HIDDEN),  # CPF, CNPJ, phone without marks
)
_LONG_PART = re.compile(r"(?<=/)(?=[^/?\s]*[0-9A-Z])[\w=:~-]{20,}(?=[/?\s]|$)")
_QUERY = re.compile(r"\?\S*")
_CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}
_CONTROL |= {0x2028: "\\u2028", 0x2029: "\\u2029", 0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t"}


def redact(text: str, *, limit: int = MAX_TEXT) -> str:
    """Return `text` without what looks personal or secret, cut to `limit` characters."""
    if len(text) > limit:
        text = f"{text[:limit]}… ({len(text)} characters)"
    if not _MAYBE.search(text):
        return text
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return text


def redact_address(text: str) -> str:
    """Return a path without its query, and without parts long enough to be a key."""
    return redact(_LONG_PART.sub(HIDDEN, _QUERY.sub("", text)))


def redact_value(key: str, value: Any, depth: int = 0) -> Any:
    """Return what may be written of `value` under the name `key`."""
    lowered = key.lower()
    if value and (lowered in PRIVATE_KEYS or any(part in lowered for part in SECRET_PARTS)):
        return HIDDEN
    if isinstance(value, str):
        if lowered in ADDRESSES:
            return redact_address(value)
        return redact(value, limit=MAX_TRACE if lowered in {"exception", "stack"} else MAX_TEXT)
    if value is None or isinstance(value, bool | int | float):
        return value
    if depth > 3:
        return HIDDEN
    if isinstance(value, dict):
        return {str(k): redact_value(str(k), v, depth + 1) for k, v in list(value.items())[:50]}
    if isinstance(value, list | tuple | set | frozenset):
        return [redact_value(key, one, depth + 1) for one in list(value)[:50]]
    return redact(str(value))


def one_line(text: str) -> str:
    """Make control characters visible, so that no text begins a line of its own."""
    return text.translate(_CONTROL)


def redact_event(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """A processor of structlog, last before the line is written."""
    for key, value in event.items():
        if key == "event" and isinstance(value, str):
            event[key] = redact(_LONG_PART.sub(HIDDEN, value) if "/" in value else value)
        elif key not in KEPT:
            event[key] = redact_value(key, value)
    return event


KEPT = frozenset({"timestamp", "level", "logger", "request_id", "correlation_id", "tenant", "user"})
