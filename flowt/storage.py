"""Files of a tenant live in a folder of its own."""

from django.core.files.storage import FileSystemStorage

from flowt.tenancy import current_schema


class TenantFileSystemStorage(FileSystemStorage):
    """Puts every name below the bound schema's folder; another tenant's names lead nowhere."""

    def path(self, name: str) -> str:
        return super().path(f"{current_schema()}/{name}")

    def url(self, name: str | None) -> str:
        return super().url(name)
