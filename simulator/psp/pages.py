"""The bank's app, as pages: paste a code, see what it asks, pay it well or badly.

In Portuguese, like any Brazilian bank's, and without a script. It looks after nobody's data.
"""

from html import escape
from pathlib import Path
from urllib.parse import urlencode

from simulator.psp.payer import Payer, is_expired
from simulator.psp.problems import Problem
from simulator.psp.store import Document

WAYS: dict[str, tuple[str, Document]] = {
    "pagar": ("Pagar", {}),
    "atrasar": ("Pagar, com aviso só em 20 s", {"delay": 20}),
    "sem_aviso": ("Pagar sem avisar a loja", {"deliver": "never"}),
    "aviso_duplo": ("Pagar com o aviso em dobro", {"deliver": "twice"}),
    "duas_vezes": ("Pagar duas vezes", {}),
    "menos": ("Pagar R$ 1,00 a menos", {}),
    "mais": ("Pagar R$ 10,00 a mais", {}),
    "mentir": ("Avisar sem pagar (mentira)", {"deliver": "lie"}),
}
STYLE = (Path(__file__).parent / "style.css").read_text()


def answer(
    payer: Payer, path: str, query: dict[str, str], form: dict[str, str]
) -> tuple[int, str, str]:
    """Return (status, page, where to go) of a request for a page."""
    try:
        if path == "/":
            return 200, _page(_paste() + _recent(payer)), ""
        if path == "/pagar" and form:
            told = _act(payer, form["codigo"], form.get("como", "pagar"))
            return 303, "", f"/pagar?{urlencode({'codigo': form['codigo'], 'aviso': told})}"
        if path == "/pagar":
            _account, charge = payer.find(query.get("codigo", ""))
            return (
                200,
                _page(_notice(query.get("aviso", "")) + _charge(charge, query["codigo"])),
                "",
            )
    except Problem as problem:
        return problem.status, _page(_notice(problem.detail) + _paste()), ""
    return 404, _page(_notice("Esta página não existe.") + _paste()), ""


def _act(payer: Payer, code: str, how: str) -> str:
    """Do what a button says; return the words for it."""
    if how == "expirar":
        payer.expire(code)
        return "A cobrança venceu."
    if how == "devolver":
        payer.take_back(code)
        return "O banco devolveu o Pix."
    asked: Document = dict(WAYS[how][1]) if how in WAYS else {}
    _account, charge = payer.find(code)
    cents = int(charge["valor"]["original"].replace(".", ""))
    if how == "menos":
        asked["valor"] = _amount(max(1, cents - 100))
    if how == "mais":
        asked["valor"] = _amount(cents + 1000)
    if charge["status"] != "ATIVA" or is_expired(charge):
        asked["force"] = True
    payer.pay(code, asked)
    if how == "duas_vezes":
        payer.pay(code, {"force": True})
    return "Pix enviado." if how != "mentir" else "A loja foi avisada de um Pix que não existe."


def _amount(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _reais(amount: str) -> str:
    whole, _, cents = amount.partition(".")
    groups = f"{int(whole):,}".replace(",", ".")
    return f"R$ {groups},{cents}"


def _state(charge: Document) -> str:
    if charge["status"] == "ATIVA":
        return "Vencida" if is_expired(charge) else "A pagar"
    return {"CONCLUIDA": "Paga"}.get(charge["status"], "Removida")


def _charge(charge: Document, code: str) -> str:
    value = escape(code, quote=True)
    hidden = f'<input type="hidden" name="codigo" value="{value}">'
    is_open = _state(charge) == "A pagar"
    rows = "".join(
        f"<li><span>{escape(one['endToEndId'][-11:])}</span><b>{_reais(one['valor'])}"
        f"{' · devolvido' if one.get('devolucoes') else ''}</b></li>"
        for one in charge.get("pix", [])
    )
    first = "" if not is_open else '<button class="p" name="como" value="pagar">Pagar</button>'
    others = "".join(
        f'<button name="como" value="{way}">{escape(label)}</button>'
        for way, (label, _asked) in WAYS.items()
        if way != "pagar"
    )
    late = "" if is_open else '<button name="como" value="pagar">Pagar mesmo assim</button>'
    back = '<button name="como" value="devolver">O banco devolve o Pix</button>' if rows else ""
    return (
        f'<section class="c"><h1>Pix para {escape(charge["chave"])}</h1>'
        f'<p class="v">{_reais(charge["valor"]["original"])}</p><dl>'
        f"<div><dt>Situação</dt><dd>{_state(charge)}</dd></div>"
        f"<div><dt>Mensagem</dt><dd>{escape(charge.get('solicitacaoPagador', ''))}</dd></div>"
        f"<div><dt>txid</dt><dd>{escape(charge['txid'])}</dd></div></dl>"
        f'<form method="post" action="/pagar">{hidden}{first}</form></section>'
        '<section class="c"><details><summary>Testar o que dá errado</summary>'
        f'<form method="post" action="/pagar">{hidden}{late}{others}'
        f'<button name="como" value="expirar">Vencer agora</button>{back}'
        "</form></details></section>"
        + (f'<section class="c"><h1>Recebido</h1><ul>{rows}</ul></section>' if rows else "")
        + '<p><a href="/">Outro código</a></p>'
    )


def _paste() -> str:
    return (
        '<section class="c"><h1>Pix copia e cola</h1><form method="get" action="/pagar">'
        '<textarea name="codigo" required aria-label="Código Pix" placeholder="Cole o código aqui">'
        '</textarea><button class="p">Continuar</button></form></section>'
    )


def _recent(payer: Payer) -> str:
    charges = payer.bank.store.every("cob")[-12:][::-1]
    rows = "".join(
        f'<li><a href="/pagar?codigo={one["txid"]}">{escape(_title(one))}</a>'
        f"<span>{_reais(one['valor']['original'])} · {_state(one)}</span></li>"
        for one in charges
    )
    empty = '<p class="s">As cobranças das lojas da demonstração aparecem aqui.</p>'
    listed = f"<ul>{rows}</ul>" if rows else empty
    return f'<section class="c"><h1>Últimas cobranças</h1>{listed}</section>'


def _title(charge: Document) -> str:
    return str(charge.get("solicitacaoPagador") or charge["txid"][:12])


def _notice(text: str) -> str:
    return f'<p class="n" role="status">{escape(text)}</p>' if text else ""


def _page(content: str) -> str:
    return (
        '<!doctype html><html lang="pt-BR"><head><meta charset="utf-8">'
        "<title>Banco de mentira</title>"
        '<link rel="icon" href="data:,"><meta name="viewport" content="width=device-width">'
        f"<style>{STYLE}</style></head><body><main><header><b>Banco de mentira</b>"
        "<p>Nenhum dinheiro de verdade passa por aqui.</p></header>"
        f"{content}</main></body></html>"
    )
