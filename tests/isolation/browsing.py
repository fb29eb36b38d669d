"""A person at one thread: one connection for both tenants' hosts, and eyes for the foreign word."""

import re
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Lock
from urllib.parse import urlencode

from pypdfium2 import PdfDocument

from tests.isolation.world import Shop

_HIDDEN = re.compile(r'name="(cart|seen_total)" value="([^"]+)"')
_pdf_lock = Lock()  # pdfium knows no threads


@dataclass
class Answer:
    status: int
    headers: str
    body: bytes
    kind: str

    @property
    def text(self) -> str:
        if self.kind.startswith("application/pdf"):
            with _pdf_lock:
                pages = PdfDocument(self.body)
                return "\n".join(page.get_textpage().get_text_bounded() for page in pages)
        return self.body.decode(errors="replace")


@dataclass
class Person:
    """`cookies` by host, as a browser keeps them. One `wire` carries both shops' requests."""

    port: int
    wire: HTTPConnection | None = None
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)

    def ask(
        self,
        shop: Shop,
        path: str,
        data: dict[str, str] | None = None,
        *,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        jar = self.cookies.setdefault(shop.host, {})
        sent = {
            "Host": f"{shop.host}:{self.port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in jar.items()),
            "Sec-Fetch-Site": "same-origin",
            **(headers or {}),
        }
        if data is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        method, body = ("GET", None) if data is None else ("POST", urlencode(data))
        response, content = self._send(method, path, body, sent)
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                jar[key] = rest.partition(";")[0]
        lines = "\n".join(f"{name}: {value}" for name, value in response.getheaders())
        return Answer(response.status, lines, content, response.getheader("Content-Type", ""))

    def _send(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[HTTPResponse, bytes]:
        for last in (False, True):
            if self.wire is None:
                self.wire = HTTPConnection("127.0.0.1", self.port, timeout=90)
            try:
                self.wire.request(method, path, body, headers)
                response = self.wire.getresponse()
                return response, response.read()
            except (HTTPException, OSError):
                self.close()
                if last:
                    raise
        raise AssertionError

    def close(self) -> None:
        if self.wire is not None:
            self.wire.close()
            self.wire = None

    def order(self, shop: Shop, headers: dict[str, str]) -> list[Answer]:
        """Put a dish in the cart and order it, to be picked up and paid by PIX."""
        dish = {"item": "prato-1", "quantity": "1", "notes": f"Com {shop.word}"}
        answers = [self.ask(shop, "/carrinho/adicionar/", dish, headers=headers)]
        answers.append(page := self.ask(shop, "/finalizar/"))
        hidden = dict(_HIDDEN.findall(page.text))
        person = {"name": f"Ana {shop.word}", "phone": "(11) 99999-8888", "notes": shop.word}
        how = {"profile": "pickup", "payment": "pix"}
        answers.append(placed := self.ask(shop, "/finalizar/", {**hidden, **person, **how}))
        found = re.search(r"location: (/pedido/[\w-]+/)", placed.headers, re.IGNORECASE)
        if found:
            answers += [self.ask(shop, found[1] + name) for name in ("", "ao-vivo/", "pix.svg")]
        return answers
