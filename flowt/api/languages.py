"""In which language the API answers: Accept-Language, else the tenant's. Cookies do not count."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header


def language_of(request: HttpRequest) -> str:
    for language, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if language == "*":
            break
        try:
            return get_supported_language_variant(language)
        except LookupError:
            continue
    tenant = getattr(request, "tenant", None)
    return getattr(tenant, "language", "") or settings.LANGUAGE_CODE
