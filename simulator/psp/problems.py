"""The bank's "no": RFC 7807, with the types and `violacoes` of the API Pix."""

from typing import Any

TYPES = "https://pix.bcb.gov.br/api/v2/error/"


class Problem(Exception):
    """An answer that is an error. `kind` is the last part of the standard's type."""

    def __init__(
        self,
        status: int,
        kind: str,
        detail: str,
        *violations: tuple[str, str],
        headers: dict[str, str] | None = None,
    ) -> None:
        self.status, self.kind, self.detail = status, kind, detail
        self.violations, self.headers = violations, headers or {}
        super().__init__(detail)

    @property
    def body(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "type": f"{TYPES}{self.kind}",
            "title": self.kind,
            "status": self.status,
            "detail": self.detail,
        }
        if self.violations:
            told["violacoes"] = [
                {"razao": reason, "propriedade": name} for name, reason in self.violations
            ]
        return told
