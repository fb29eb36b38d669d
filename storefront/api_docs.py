"""The API's document as its page shows it: one part a route, with fields and examples in curl."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flowt.api.problems import KINDS

DEEPEST = 4
METHODS = ("get", "post", "put", "patch", "delete")
TAGS = ("store", "menu", "orders", "catalog")
Schema = dict[str, Any]
WORDS = {  # what fields of these names may hold, where their schema has no example
    "name": "Pizza margherita",
    "slug": "pizza-margherita",
    "description": "Tomate, muçarela e manjericão",
    "status_label": "Em análise",
    "label": "PIX",
    "customer_name": "Ana Lima",
    "phone": "+5511999998888",
    "street": "Av. Paulista",
    "number": "1000",
    "district": "Bela Vista",
    "city": "São Paulo",
    "group": "Borda",
    "code": "00020126580014br.gov.bcb.pix…",
    "language": "pt-br",
    "price_rule": "sum",
    "kind": "product",
    "via": "api",
    "correlation_id": "3f0c8f52-6d0e-4a63-9d3b-0a5e0c3f7b11",
    "token": "hD3kq9vXo1cQ7yZt0aBmPw",
    "cep": "01310100",
    "state": "SP",
    "starts": "18:00",
    "ends": "23:30",
}


@dataclass(frozen=True)
class Field:
    """A field or a parameter. `name` is its path, as in `items[].quantity`."""

    name: str
    type: str
    is_required: bool
    about: str
    place: str = "body"


@dataclass(frozen=True)
class Route:
    """One route, all of it in words and plain values."""

    id: str
    tag: str
    method: str
    path: str
    title: str
    about: str
    scopes: tuple[str, ...]
    parameters: tuple[Field, ...]
    fields: tuple[Field, ...]
    answers: tuple[tuple[str, str], ...]
    curl: str
    reply: str
    reply_status: str

    @property
    def words(self) -> str:
        """What a search looks through."""
        fields = (*self.parameters, *self.fields)
        said = " ".join(
            f"{field.name} {field.about}" for field in fields if field.place != "header"
        )
        return f"{self.title} {self.about} {self.method} {self.path} {said}".lower()


@dataclass(frozen=True)
class Group:
    tag: str
    routes: tuple[Route, ...]


@dataclass(frozen=True)
class ProblemKind:
    id: str
    code: str
    status: int
    title: str
    detail: str


class Reader:
    """Reads one document; `origin` is where its business is, such as `https://cantina.example`."""

    def __init__(self, document: Schema, origin: str) -> None:
        self.document, self.origin = document, origin

    def groups(self, query: str = "") -> tuple[Group, ...]:
        """Return the routes by tag; with a query, those that have all its words."""
        words = query.lower().split()
        routes = [route for route in self._routes() if all(word in route.words for word in words)]
        found = [Group(tag, tuple(r for r in routes if r.tag == tag)) for tag in TAGS]
        return tuple(group for group in found if group.routes)

    def _routes(self) -> Iterator[Route]:
        for path, methods in self.document["paths"].items():
            for method in METHODS:
                if method in methods:
                    yield self._route(path, method, methods[method])

    def _route(self, path: str, method: str, said: Schema) -> Route:
        body = said.get("requestBody", {}).get("content", {}).get("application/json", {})
        schema = self._resolve(body.get("schema", {}))
        status, answer = next((s, a) for s, a in said["responses"].items() if s.startswith("2"))
        content = answer.get("content", {}).get("application/json", {}).get("schema")
        sent = self.example(schema) if schema else None
        scopes = tuple(
            scope for one in said["security"] for names in one.values() for scope in names
        )
        return Route(
            id=said["operationId"].replace("_", "-"),
            tag=said["tags"][0],
            method=method.upper(),
            path=path,
            title=said["summary"],
            about=said.get("description", ""),
            scopes=scopes,
            parameters=tuple(self._parameter(one) for one in said["parameters"]),
            fields=tuple(self._fields(schema)),
            answers=tuple(
                (s, self._resolve(a)["description"]) for s, a in said["responses"].items()
            ),
            curl=self._curl(path, method, said, sent, bool(scopes)),
            reply=_pretty(self.example(self._resolve(content))) if content else "",
            reply_status=status,
        )

    def _parameter(self, said: Schema) -> Field:
        said = self._resolve(said)
        name, place, about = said["name"], said["in"], said.get("description", "")
        return Field(name, self._type(said["schema"]), said.get("required", False), about, place)

    def _curl(self, path: str, method: str, said: Schema, sent: Any, has_key: bool) -> str:
        parameters = [self._resolve(one) for one in said["parameters"]]
        for one in parameters:
            if one["in"] == "path":
                path = path.replace(f"{{{one['name']}}}", str(self.example(one["schema"])))
        base = self.document["servers"][0]["url"]
        lines = [
            f"curl {'' if method == 'get' else f'-X {method.upper()} '}{self.origin}{base}{path}"
        ]
        if has_key:
            lines.append("-H 'Authorization: Bearer flowt_…'")
        names = [one["name"] for one in parameters]
        if "Idempotency-Key" in names:
            lines.append('-H "Idempotency-Key: $(uuidgen)"')
        if sent is not None:
            lines += ["-H 'Content-Type: application/json'", f"-d '{_pretty(sent)}'"]
        return " \\\n  ".join(lines)

    def _resolve(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            found: Any = self.document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            schema = found
        return schema

    def _one_of(self, schema: Schema) -> tuple[Schema, bool]:
        """Return what it is where it is not null, and whether it may be."""
        schema = self._resolve(schema)
        branches = schema.get("anyOf", ())
        kept = [one for one in branches if one.get("type") != "null"]
        if not kept:
            return schema, False
        return self._resolve(kept[0]), len(kept) < len(branches)

    def _type(self, schema: Schema) -> str:
        found, is_nullable = self._one_of(schema)
        if "enum" in found:
            name = " | ".join(str(one) for one in found["enum"])
        elif "const" in found:
            name = str(found["const"])
        elif found.get("type") == "array":
            name = f"{self._type(found['items'])}[]"
        else:
            name = found.get("format") or found.get("type", "object")
        return f"{name} | null" if is_nullable else name

    def _fields(self, schema: Schema, before: str = "", depth: int = 0) -> Iterator[Field]:
        for name, one in schema.get("properties", {}).items():
            is_required = name in schema.get("required", ())
            about = one.get("description") or ""
            yield Field(f"{before}{name}", self._type(one), is_required, about)
            found, _is_nullable = self._one_of(one)
            if depth < DEEPEST - 1 and found.get("type") == "array":
                inner, _is_nullable = self._one_of(found["items"])
                if depth < 2:
                    yield from self._fields(inner, f"{before}{name}[].", depth + 1)
            elif depth < DEEPEST - 1:
                yield from self._fields(found, f"{before}{name}.", depth + 1)

    def example(self, schema: Schema, name: str = "", depth: int = 0) -> Any:
        """Return a value as it may look."""
        own = schema.get("examples") or self._resolve(schema).get("examples")
        found, _is_nullable = self._one_of(schema)
        own = own or found.get("examples")
        if own:
            return own[0]
        if "enum" in found:
            return found["enum"][0]
        if "const" in found:
            return found["const"]
        kind = found.get("type")
        if kind == "object" or "properties" in found:
            properties = found.get("properties", {})
            return {key: self.example(one, key, depth + 1) for key, one in properties.items()}
        if kind == "array":
            return [self.example(found["items"], name, depth + 1)] if depth < DEEPEST else []
        if name == "url" or name.endswith("_url"):
            return f"{self.origin}/…"
        return _plain_example(found, name)


def problem_kinds() -> list[ProblemKind]:
    return [
        ProblemKind(
            f"problem-{code.replace('_', '-')}",
            code,
            kind.status,
            str(kind.title),
            str(kind.detail),
        )
        for code, kind in KINDS.items()
    ]


def _plain_example(schema: Schema, name: str) -> Any:
    kind = schema.get("type")
    if kind == "string" and name in WORDS:
        return WORDS[name]
    if kind == "integer":
        return 12 if name.endswith("id") or name == "number" else 1
    if kind == "boolean":
        return True
    if schema.get("format") == "date-time":
        return "2026-07-14T21:30:00+00:00"
    return ""


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
