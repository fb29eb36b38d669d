"""What a lead is made of, as plain values."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Contact:
    """Who asks to be contacted. `phone` is E.164; one of phone and e-mail is given."""

    name: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the person agreed to, in the words they read; `covers_marketing` where these say so."""

    text: str
    covers_marketing: bool = False


@dataclass(frozen=True, slots=True)
class Came:
    """Where from: the page's address and name, and what it is for (a Lead.Goal value)."""

    path: str
    title: str
    goal: str = "lead"
    source: str = "page"
    answers: tuple[tuple[str, str], ...] = field(default=())
