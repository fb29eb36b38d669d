"""Checks of `manage.py check --deploy`: what production must not start without."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register


@register(Tags.security, deploy=True)
def demo_is_off(app_configs: Any, **kwargs: Any) -> list[Error]:
    if settings.FLOWT_DEMO:
        return [Error("FLOWT_DEMO is on: its passwords are public.", id="flowt.E001")]
    return []


@register(Tags.security, deploy=True)
def https_is_on(app_configs: Any, **kwargs: Any) -> list[Error]:
    if not settings.FLOWT_HTTPS:
        return [Error("FLOWT_HTTPS is off: cookies would travel in the clear.", id="flowt.E002")]
    return []
