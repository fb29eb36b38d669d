"""Walking a site by its own links, so that a new page or form is met by itself."""

from collections import deque
from typing import Any
from urllib.parse import urljoin, urlsplit

from tests.input.pages import Form, Page, complaints

LEAVES = ("/conta/logout", "/conta/sair", "/idioma/")  # ends the visit


class Crawl:
    """Pages by address (query included), the forms on them, and what was wrong on the way."""

    def __init__(self, browser: Any, starts: list[str], *, most_pages: int = 150) -> None:
        self.browser, self.most_pages = browser, most_pages
        self.forms: dict[tuple[str, ...], tuple[str, Form]] = {}
        self.complaints: list[str] = []
        self.visited: dict[str, int] = {}
        self._shapes: dict[str, int] = {}
        queue = deque(starts)
        while queue and len(self.visited) < most_pages:
            queue.extend(self._visit(queue.popleft()))

    def _visit(self, address: str) -> list[str]:
        if address in self.visited or self._is_one_of_many(address):
            return []
        response = self.browser.get(address)
        self.visited[address] = response.status_code
        self.complaints += complaints(f"GET {address}", response)
        if response.status_code in {301, 302, 303}:
            return self._near(address, [response["Location"]])
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return []
        page = Page(response.content.decode(errors="replace"))
        for form in page.forms:
            action = urljoin(address, form.action or address)
            self.forms.setdefault(
                (_shape(action), form.method, *sorted(form.values)), (action, form)
            )
        return self._near(address, page.links)

    def _near(self, address: str, links: list[str]) -> list[str]:
        found = []
        for link in links:
            parts = urlsplit(urljoin(address, link))
            if not parts.netloc and parts.scheme in ("", "http") and parts.path.startswith("/"):
                found.append(parts.path + (f"?{parts.query}" if parts.query else ""))
        return [one for one in found if not one.startswith((*LEAVES, "/static/", "/media/"))]

    def _is_one_of_many(self, address: str) -> bool:
        """Two of a kind are enough: pages that differ by a number or a query."""
        shape = _shape(address)
        self._shapes[shape] = self._shapes.get(shape, 0) + 1
        return self._shapes[shape] > 2


def _shape(address: str) -> str:
    path = urlsplit(address).path
    return "/".join("0" if any(c.isdigit() for c in part) else part for part in path.split("/"))
