"""Files of a tenant live in a folder of its own."""

from typing import Any

from django.core.files.storage import FileSystemStorage
from django.utils._os import safe_join

from flowt.tenancy import current_schema


class TenantFileSystemStorage(FileSystemStorage):
    """Puts every name below the bound schema's folder; another tenant's names lead nowhere."""

    def path(self, name: str) -> str:
        return safe_join(super().path(current_schema()), name)

    def _save(self, name: str, content: Any) -> str:
        """Save, and return the name within the tenant's folder, not from the root of all."""
        saved: str = super()._save(name, content)  # type: ignore[misc]
        return saved.removeprefix(f"{current_schema()}/")

    def url(self, name: str | None) -> str:
        return super().url(name)
