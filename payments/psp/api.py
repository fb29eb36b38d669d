"""The API Pix (Banco Central, 2.9) as calls. Nothing here runs inside a transaction."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote

from django.conf import settings as django_settings

from flowt import crypto, http
from flowt.redis import RedisError, client
from flowt.tenancy import scoped
from payments.models import GatewayAccount

KIND = "pix_psp"
DEMO = "demo"  # the provider that is the demo's own bank
TOKEN_PURPOSE = "payments.psp.token"  # noqa: S105 - what it is encrypted for
EARLY_SECONDS = 60  # a token is not used in its last minute
MOST_PAGES = 500
REMOVED = {"status": "REMOVIDA_PELO_USUARIO_RECEBEDOR"}
Json = dict[str, Any]


class PixApi:
    """One tenant's access to its PSP. Raises `flowt.http`'s failures."""

    def __init__(self, settings: Json) -> None:
        self.settings = settings
        is_demo = settings.get("provider") == DEMO
        simulator = django_settings.FLOWT_PSP_SIMULATOR
        base = f"{simulator}/v2" if is_demo else settings.get("base_url", "")
        self.base = base.rstrip("/")
        self.token_url = f"{simulator}/oauth/token" if is_demo else settings.get("token_url", "")
        pem = "" if is_demo else str(settings.get("certificate", ""))
        self.caller = http.Caller(client_pem=pem, is_typed=not is_demo)

    @property
    def key(self) -> str:
        return str(self.settings.get("key", ""))

    def sign_in(self) -> Json:
        """Ask for a token anew, keep it, and return the answer."""
        if not self.base or not self.token_url:
            raise http.Refused("no address of the bank is set", status=0)
        basic = (str(self.settings.get("client_id")), str(self.settings.get("client_secret")))
        answer = self.caller.send(
            "POST", self.token_url, form={"grant_type": "client_credentials"}, basic=basic
        )
        if not isinstance(answer, dict) or not isinstance(answer.get("access_token"), str):
            raise http.Unavailable("the bank's sign-in answered without a token")
        _keep(self._cache_key(), answer["access_token"], answer.get("expires_in"))
        return answer

    def create_charge(self, txid: str, *, amount: Decimal, seconds: int, words: str) -> Json:
        body: Json = {
            "calendario": {"expiracao": seconds},
            "valor": {"original": write_amount(amount)},
            "chave": self.key,
        }
        if words:
            body["solicitacaoPagador"] = words[:140]
        return self._object("PUT", f"/cob/{txid}", body)

    def charge(self, txid: str) -> Json:
        return self._object("GET", f"/cob/{txid}")

    def remove_charge(self, txid: str) -> Json:
        return self._object("PATCH", f"/cob/{txid}", REMOVED)

    def pix(self, e2eid: str) -> Json:
        return self._object("GET", f"/pix/{quote(e2eid, safe='')}")

    def pix_between(self, since: datetime, until: datetime) -> Iterator[Json]:
        """Yield every Pix received with a txid in that time."""
        params = {"inicio": _write_time(since), "fim": _write_time(until)}
        for page in range(MOST_PAGES):
            number = {"paginacao.paginaAtual": str(page)}
            answer = self._object("GET", "/pix", params={**params, **number})
            yield from answer.get("pix", [])
            paging = answer.get("parametros", {}).get("paginacao", {})
            if page + 1 >= int(paging.get("quantidadeDePaginas", 1)):
                return

    def refund(self, e2eid: str, code: str, amount: Decimal) -> Json:
        body = {"valor": write_amount(amount)}
        return self._object("PUT", f"/pix/{quote(e2eid, safe='')}/devolucao/{code}", body)

    def refund_state(self, e2eid: str, code: str) -> Json:
        return self._object("GET", f"/pix/{quote(e2eid, safe='')}/devolucao/{code}")

    def register_webhook(self, url: str) -> None:
        path = f"/webhook/{quote(self.key, safe='')}"
        self._call("PUT", path, {"webhookUrl": url}, what="/webhook/•")

    def webhook(self) -> Json:
        path = f"/webhook/{quote(self.key, safe='')}"
        return self._object("GET", path, what="/webhook/•")

    def _object(self, method: str, path: str, body: Any = None, **options: Any) -> Json:
        answer = self._call(method, path, body, **options)
        if not isinstance(answer, dict):
            raise http.Unavailable(f"{method}: the bank answered with no object")
        return answer

    def _call(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """Send with a token; where the bank no longer takes it, with a new one, once."""
        kept = _kept(self._cache_key())
        token = kept or self.sign_in()["access_token"]
        url = f"{self.base}{path}"
        try:
            return self.caller.send(method, url, body=body, token=token, **options)
        except http.Refused as refused:
            if refused.status != 401 or not kept:
                raise
        token = self.sign_in()["access_token"]
        return self.caller.send(method, url, body=body, token=token, **options)

    def _cache_key(self) -> str:
        parts = [self.token_url, self.settings.get("client_id"), self.settings.get("client_secret")]
        digest = hashlib.sha256("\n".join(str(part) for part in parts).encode()).hexdigest()
        return scoped(f"pix-token:{digest[:24]}")


def api_of_tenant() -> PixApi | None:
    """Return the bound tenant's access, also while its PSP is not offered to customers.

    What was charged by it must still be asked for and refunded. None where none was set up.
    """
    account = GatewayAccount.objects.filter(kind=KIND).first()
    settings = dict(account.settings or {}) if account else {}
    return PixApi(settings) if settings.get("client_id") or settings.get("provider") else None


def write_amount(amount: Decimal) -> str:
    return f"{amount:.2f}"


def read_amount(value: Any) -> Decimal:
    """Read an amount of the standard's form; anything else is 0, which no amount ever is."""
    try:
        amount = Decimal(value) if isinstance(value, str) else Decimal(0)
    except InvalidOperation:
        return Decimal(0)
    return amount if amount.is_finite() else Decimal(0)


def read_time(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _write_time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _kept(name: str) -> str:
    try:
        token = client().get(name)
        return str(crypto.decrypt(_text(token), purpose=TOKEN_PURPOSE)) if token else ""
    except (RedisError, crypto.Undecipherable):
        return ""


def _keep(name: str, token: str, seconds: Any) -> None:
    left = (seconds if isinstance(seconds, int) else 300) - EARLY_SECONDS
    if left <= 0:
        return
    try:
        client().set(name, crypto.encrypt(token, purpose=TOKEN_PURPOSE), ex=left)
    except RedisError:
        return


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
