"""What nobody should type, and somebody will. `flowtx` marks what came from here."""

SECRET = "only-for-tests-"  # how the tests' secret key begins: no template may tell it

MARKUP = {
    "script": "<script>flowtx()</script>",
    "handler": '"><img src=x onerror=flowtx()>',
    "single": "' onmouseover='flowtx()",
    "svg": "<svg/onload=flowtx()>",
    "link": "javascript:flowtx()//",
    "link-hidden": "java\tscript:flowtx()",
    "data": "data:text/html,<script>flowtx()</script>",
    "close": "</textarea></title></script><flowtx>",
    "comment": "--><flowtx><!--slot:cart-->",
    "json": '</script><script>flowtx()</script>{"@type":"x"}',
    "htmx": '<b hx-get="/flowtx" hx-trigger="load">',
}
TEMPLATES = {
    "django": "{{ settings.SECRET_KEY }}{% debug %}{% include '/etc/passwd' %}",
    "jinja": "{{ 7191*7 }}{{ ''.__class__.__mro__ }}",
    "dollar": "${7191*7}#{7191*7}<%= 7191*7 %>",
    "format": "%s%(name)s%n{0}{name!r}{0.__class__}",
}
DATABASE = {
    "sql": "'; DROP TABLE orders_order; --",
    "sql-or": "1' OR '1'='1",
    "like": "%_%\\",
    "lookup": "name__startswith",
    "json-path": '{"a": {"$gt": ""}}',
}
CELLS = {
    "equals": '=HYPERLINK("http://evil.example","flowtx")',
    "plus": "+1+cmd|' /C calc'!A0",
    "minus": "-2+3+flowtx",
    "at": "@SUM(1+1)*flowtx",
    "tab": "\t=1+flowtx",
    "return": "\r=1+flowtx",
    "wide-equals": "＝1+flowtx",
}
TEXT = {
    "nul": "a\0b",
    "control": "\x01\x07\x1b[31m\x7f\x85",
    "rtl": "\u202eflowtx\u202c\u2066",
    "zero-width": "\u200bf\u200dl\ufeffo",
    "combining": "Z" + "\u0301" * 200,
    "emoji": "👩‍👩‍👧‍👦🇧🇷",
    "surrogate": "\ud800",
    "noncharacter": "\ufffe\uffff",
    "spaces": " \u3000\u00a0 ",
    "crlf": "x\r\nX-Flowtx: 1\r\n\r\n<flowtx>",
    "path": "../../../../etc/passwd",
    "url": "file:///etc/passwd",
    "metadata": "http://169.254.169.254/latest/meta-data/",
    "long": "x" * 5_000,
}
NUMBERS = {
    "negative": "-1",
    "huge": "9" * 400,
    "exponent": "1e400",
    "tiny": "1e-400",
    "nan": "NaN",
    "infinity": "-Infinity",
    "past-bigint": "9223372036854775808",
    "fraction": "0.0000000001",
    "arabic": "٣٤",
    "superscript": "²",
    "hexadecimal": "0x7f",
    "underscore": "1_000",
}
DATES = {
    "year-0": "0000-00-00",
    "year-1": "0001-01-01",
    "year-9999": "9999-12-31",
    "year-10000": "10000-01-01",
    "leap": "2027-02-29",
    "clock": "25:61",
    "moment": "9999-12-31T23:59:59+14:00",
    "deep": "[" * 2_000 + "]" * 2_000,
}
ALL = MARKUP | TEMPLATES | DATABASE | CELLS | TEXT | NUMBERS | DATES
# What a text field may keep as it is: read back through every way out.
KEPT = {
    name: text
    for name, text in (MARKUP | TEMPLATES | CELLS | TEXT).items()
    if name not in {"nul", "surrogate", "long", "control", "return", "tab"}
}
