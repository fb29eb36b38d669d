"""The mailbox of everybody, as pages, without a script. In Portuguese, as the demo is."""

import time
from html import escape
from pathlib import Path

from simulator.post.store import Mail, Store

STYLE = (Path(__file__).parent / "style.css").read_text()
HTML, PLAIN = "text/html; charset=utf-8", "text/plain; charset=utf-8"
WAYS = {"html": "Computador", "celular": "Celular", "texto": "Só texto", "fonte": "Fonte"}
HEADERS = ("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To")
Answer = tuple[int, str, bytes]


def answer(store: Store, path: str, query: dict[str, str]) -> Answer:
    """Return (status, media type, body) of a request for a page."""
    if path == "/":
        return _page(200, _list(store, query.get("q", "")))
    parts = path.strip("/").split("/")
    mail = (
        store.mail(int(parts[1]))
        if parts[0] == "carta" and parts[1:2] and (parts[1].isdecimal())
        else None
    )
    if mail is None:
        return _page(404, '<section class="c p">Esta carta não está aqui.</section>')
    if parts[2:] == ["html"]:
        return 200, HTML, mail.body("html").encode()
    if parts[2:3] == ["anexo"] and parts[3:4] and parts[3].isdecimal():
        found = mail.attachments[int(parts[3]) : int(parts[3]) + 1]
        return (200, found[0][1], found[0][2]) if found else (404, PLAIN, b"")
    return _page(200, _mail(mail, query.get("ver", "html")))


def _list(store: Store, text: str) -> str:
    rows = "".join(_row(one) for one in store.mails(text))
    empty = '<p class="p s">Nada por aqui. Faça um pedido com e-mail em uma das lojas.</p>'
    hooks = "".join(
        f"<dt>{escape(token)}</dt><dd>{escape(url)}</dd>" for token, url in store.hooks().items()
    )
    return (
        '<section class="c p"><form method="get"><input name="q" type="search" aria-label="Busca"'
        f' placeholder="Endereço ou assunto" value="{escape(text, quote=True)}">'
        "<button>Buscar</button></form></section>"
        f'<section class="c">{f"<ul class=m>{rows}</ul>" if rows else empty}</section>'
        '<section class="c p"><h2>Endereços que dão errado</h2><p class="s">recusa@ é recusado ·'
        " volta@ volta · adiada@ volta por ora · spam@ é denunciado · corta@ é aceito e a linha"
        " cai · lento@ demora · cheia@ pede para tentar depois.</p></section>"
        '<section class="c p"><h2>Webhook por token (API no formato da Postmark)</h2>'
        f"<dl>{hooks}</dl><form method=post action=/webhook>"
        '<input name="token" aria-label="Token" placeholder="Token do servidor" required>'
        '<input name="url" aria-label="Endereço" placeholder="Endereço do webhook" required>'
        "<button>Guardar</button></form></section>"
        '<form method="post" action="/limpar"><button>Esvaziar a caixa</button></form>'
    )


def _row(mail: Mail) -> str:
    at = time.strftime("%d/%m %H:%M", time.localtime(mail.at))
    return (
        f'<li><a href="/carta/{mail.number}"><b>{escape(mail.to)}</b>'
        f'<span class="x"><span class="w">{mail.way.upper()}</span>{escape(mail.subject)}</span>'
        f'<span class="s">{at}</span></a></li>'
    )


def _mail(mail: Mail, way: str) -> str:
    message = mail.message
    facts = "".join(
        f"<dt>{name}</dt><dd>{escape(str(message[name]))}</dd>" for name in HEADERS if message[name]
    )
    files = " ".join(
        f'<a class="b" href="/carta/{mail.number}/anexo/{number}">{escape(name)}</a>'
        for number, (name, _kind, _content) in enumerate(mail.attachments)
    )
    tabs = "".join(
        f'<a class="b{" on" if one == way else ""}" href="?ver={one}">{label}</a>'
        for one, label in WAYS.items()
    )
    return (
        '<p><a href="/">‹ Todas as cartas</a></p>'
        f'<section class="c p"><h1>{escape(mail.subject)}</h1><dl>{facts}</dl>'
        f"{f'<p>{files}</p>' if files else ''}</section>"
        f'<section class="c"><div class="t">{tabs}</div>{_body(mail, way)}</section>'
    )


def _body(mail: Mail, way: str) -> str:
    if way == "texto":
        return f"<pre>{escape(mail.body('plain'))}</pre>"
    if way == "fonte":
        return f"<pre>{escape(mail.raw.decode('utf-8', 'replace')[:60_000])}</pre>"
    frame = (
        f'<iframe sandbox="allow-popups" title="A carta" src="/carta/{mail.number}/html"></iframe>'
    )
    return f'<div class="phone">{frame}</div>' if way == "celular" else frame


def _page(status: int, content: str) -> Answer:
    page = (
        '<!doctype html><html lang="pt-BR"><head><meta charset="utf-8">'
        "<title>Correio de mentira</title>"
        '<link rel="icon" href="data:,"><meta name="viewport" content="width=device-width">'
        f"<style>{STYLE}</style></head><body><main><header><b>Correio de mentira</b>"
        "<p>Tudo o que as lojas enviam para aqui: nenhum e-mail sai desta máquina.</p></header>"
        f"{content}</main></body></html>"
    )
    return status, HTML, page.encode()
