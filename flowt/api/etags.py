"""ETags of what is answered: made from the answer itself, so no write can forget them."""

from hashlib import blake2b

from django.http import HttpRequest
from django.utils.http import parse_etags
from pydantic import BaseModel

from flowt.api.problems import Problem


def etag_of(document: BaseModel | bytes) -> str:
    body = document if isinstance(document, bytes) else document.model_dump_json().encode()
    return f'"{blake2b(body, digest_size=12).hexdigest()}"'


def is_known(request: HttpRequest, etag: str) -> bool:
    """Has the caller this very answer already? (If-None-Match, compared weakly)"""
    known = [
        tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))
    ]
    return etag in known or known == ["*"]


def check_match(request: HttpRequest, etag: str) -> None:
    """Refuse a write to what is no longer as the caller saw it (If-Match, compared strongly)."""
    given = request.headers.get("If-Match")
    if given is None:
        return
    tags = parse_etags(given)
    if etag not in tags and tags != ["*"]:
        raise Problem("precondition_failed", headers={"ETag": etag})
