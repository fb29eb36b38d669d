"""The gateways' own pages, where a person pays, refuses or lets it expire. No script in them."""

from html import escape
from pathlib import Path
from urllib.parse import urlencode

from simulator.gateways.desk import Desk, Refusal, Sale
from simulator.psp.store import Document

PLACES = frozenset({"pagar", "boleto"})
STYLE = (Path(__file__).parent.parent / "psp" / "style.css").read_text()
NAMES = {"pix": "Pix", "card": "Cartão", "boleto": "Boleto"}
STATES = {"open": "A pagar", "paid": "Pago", "over": "Vencido", "refused": "Recusado"}
WAYS: dict[str, tuple[str, str, Document]] = {  # what a button says, does, and how
    "pagar": ("Pagar", "pay", {}),
    "recusar": ("O cartão é recusado", "refuse", {}),
    "emitir": ("Emitir o boleto", "draw", {}),
    "atrasar": ("Pagar, com aviso só em 20 s", "pay", {"delay": 20}),
    "sem_aviso": ("Pagar sem avisar a loja", "pay", {"deliver": "never"}),
    "aviso_duplo": ("Pagar com avisos em dobro e fora de ordem", "pay",
                    {"deliver": "twice", "reorder": True}),
    "sem_assinatura": ("Pagar com aviso sem assinatura", "pay", {"deliver": "unsigned"}),
    "falsificar": ("Pagar com aviso de assinatura falsa", "pay", {"deliver": "forged"}),
    "mentir": ("Avisar sem pagar (mentira)", "pay", {"deliver": "lie"}),
    "vencer": ("Vencer agora", "expire", {}),
    "devolver": ("Devolver tudo pelo painel do gateway", "refund", {}),
    "contestar": ("O cliente contesta no banco", "dispute", {}),
    "ganhar": ("A loja ganha a contestação", "win", {}),
}  # fmt: skip
BEFORE = ("atrasar", "sem_aviso", "aviso_duplo", "sem_assinatura", "falsificar", "mentir", "vencer")
AFTER = ("devolver", "contestar", "ganhar")


def answer(
    desks: dict[str, Desk], path: str, query: dict[str, str], form: dict[str, str], method: str
) -> tuple[int, str, str]:
    """Return (status, page, where to go) of a request for a page."""
    if path == "/":
        return 200, _page("Gateways de mentira", "".join(map(_recent, desks.values()))), ""
    _, name, *rest = path.split("/")
    desk = desks.get(name)
    if desk is None or len(rest) != 2 or rest[0] not in PLACES:
        return 404, _page("Gateways de mentira", _notice("Esta página não existe.")), ""
    try:
        sale = next(one for one in desk.sales() if one.key == rest[1])
    except StopIteration:
        return 404, _page(desk.title, _notice("Esta cobrança não existe.")), ""
    if rest[0] == "boleto":
        return 200, _page(desk.title, _slip(sale)), ""
    if method == "POST":
        told, place = _act(desk, sale, form.get("como", ""))
        return 303, "", place or f"{path}?{urlencode({'aviso': told})}"
    return 200, _page(desk.title, _notice(query.get("aviso", "")) + _sale(sale, path)), ""


def _act(desk: Desk, sale: Sale, how: str) -> tuple[str, str]:
    """Do what a button says. Return what to say, or where the shop wants the payer to go."""
    if how not in WAYS:
        return "Nada foi feito.", ""
    label, verb, asked = WAYS[how]
    try:
        desk.act(verb, sale.key, dict(asked))
    except Refusal as refusal:
        body = refusal.body if isinstance(refusal.body, dict) else {}
        return str(body.get("message") or "Não foi possível."), ""
    except (StopIteration, KeyError, TypeError):
        return "Isto não se aplica agora.", ""
    return f"Feito: {label}.", sale.back if how == "pagar" else ""


def _sale(sale: Sale, path: str) -> str:
    way = escape(path, quote=True)
    main, others = _buttons(sale)
    rows = f"<div><dt>Situação</dt><dd>{STATES[sale.state]}</dd></div>"
    rows += f"<div><dt>Forma</dt><dd>{NAMES.get(sale.method, sale.method)}</dd></div>"
    rows += f"<div><dt>No gateway</dt><dd>{escape(sale.told)}</dd></div>"
    if sale.line:
        rows += f"<div><dt>Linha digitável</dt><dd>{escape(sale.line)}</dd></div>"
    back = (
        f'<p><a href="{escape(sale.back, quote=True)}">Voltar à loja</a></p>' if sale.back else ""
    )
    return (
        f'<section class="c"><h1>{escape(sale.title)}</h1><p class="v">{reais(sale.cents)}</p>'
        f'<dl>{rows}</dl><form method="post" action="{way}">{main}</form></section>'
        '<section class="c"><details><summary>Testar o que dá errado</summary>'
        f'<form method="post" action="{way}">{others}</form></details></section>{back}'
    )


def _buttons(sale: Sale) -> tuple[str, str]:
    if sale.state == "open":
        first = "pagar" if sale.is_drawn or sale.method != "boleto" else "emitir"
        second = ("recusar",) if sale.method == "card" else ()
        return _button(first, main=True), "".join(map(_button, (*second, *BEFORE)))
    if sale.state == "paid":
        return "", "".join(map(_button, AFTER))
    return "", _button("pagar")


def _button(how: str, *, main: bool = False) -> str:
    mark = ' class="p"' if main else ""
    return f'<button{mark} name="como" value="{how}">{escape(WAYS[how][0])}</button>'


def _slip(sale: Sale) -> str:
    return (
        f'<section class="c"><h1>Boleto · {escape(sale.title)}</h1>'
        f'<p class="v">{reais(sale.cents)}</p><dl><div><dt>Linha digitável</dt>'
        f"<dd>{escape(sale.line)}</dd></div><div><dt>Situação</dt><dd>{STATES[sale.state]}</dd>"
        f'</div></dl><p><a href="../pagar/{escape(sale.key, quote=True)}">Pagar este boleto</a></p>'
        "</section>"
    )


def _recent(desk: Desk) -> str:
    rows = "".join(
        f'<li><a href="/{desk.name}/pagar/{escape(one.key, quote=True)}">{escape(one.title)}</a>'
        f"<span>{NAMES.get(one.method, '')} · {reais(one.cents)} · {STATES[one.state]}</span></li>"
        for one in desk.sales()[:12]
    )
    empty = '<p class="s">Nenhuma cobrança ainda.</p>'
    listed = f"<ul>{rows}</ul>" if rows else empty
    return f'<section class="c"><h1>{escape(desk.title)}</h1>{listed}</section>'


def reais(cents: int) -> str:
    whole = f"{cents // 100:,}".replace(",", ".")
    return f"R$ {whole},{cents % 100:02d}"


def _notice(text: str) -> str:
    return f'<p class="n" role="status">{escape(text)}</p>' if text else ""


def _page(title: str, content: str) -> str:
    return (
        '<!doctype html><html lang="pt-BR"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>"
        '<link rel="icon" href="data:,"><meta name="viewport" content="width=device-width">'
        f"<style>{STYLE}</style></head><body><main><header><b>{escape(title)}</b>"
        "<p>Nenhum dinheiro de verdade passa por aqui.</p></header>"
        f"{content}</main></body></html>"
    )
