"""What the bank was told to do wrong next."""

import re
import threading
from dataclasses import dataclass
from typing import Any

CUT_BEFORE, CUT_AFTER = "cut_before", "cut_after"  # the call was not done; it was, unanswered


@dataclass
class Fault:
    """`action` is a status, or a way to cut the line; it strikes `times` requests that match."""

    match: str
    action: str
    times: int = 1
    delay_seconds: float = 0.0
    retry_after: int = 0


class Faults:
    """Told once, used up one request after another. `times` of zero or less: until cleared."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, asked: dict[str, Any]) -> dict[str, int]:
        with self._lock:
            if asked.get("clear"):
                self._waiting.clear()
            else:
                fields = Fault.__dataclass_fields__
                self._waiting.append(Fault(**{k: v for k, v in asked.items() if k in fields}))
            return {"waiting": len(self._waiting)}

    def take(self, request: str) -> Fault | None:
        """Return what strikes this request ("PUT /v2/cob/…"), None if nothing does."""
        with self._lock:
            for fault in self._waiting:
                if re.search(fault.match, request):
                    fault.times -= 1
                    if fault.times == 0:
                        self._waiting.remove(fault)
                    return fault
        return None
