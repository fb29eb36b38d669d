from django import template

register = template.Library()


@register.simple_tag
def tenant_name(names: dict[int, str], tenant_id: int | None) -> str:
    """The name of the tenant an entry belongs to; "" for the installation itself."""
    return names.get(tenant_id, "") if tenant_id is not None else ""
