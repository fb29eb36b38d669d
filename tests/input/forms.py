"""Every form class of ours: a new one is met by the tests of this folder by itself."""

import importlib
import pkgutil
from collections.abc import Iterator

from django import forms
from django.apps import apps


def form_classes() -> set[type[forms.BaseForm]]:
    """Import every module of our apps, and return the forms they define, nested ones included."""
    for config in apps.get_app_configs():
        if config.module is not None and "site-packages" not in config.path:
            _import_all(config.module)
    return {form for form in _below(forms.BaseForm) if _is_ours(form)}


def _import_all(package: object) -> None:
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not module.name.endswith("__main__") and ".migrations" not in module.name:
            importlib.import_module(module.name)


def _below(form: type) -> Iterator[type]:
    for child in form.__subclasses__():
        yield child
        yield from _below(child)


def _is_ours(form: type) -> bool:
    import flowt

    root = next(iter(flowt.__path__)).rpartition("/")[0]
    module = importlib.import_module(form.__module__)
    path = getattr(module, "__file__", "") or ""
    return (
        path.startswith(root)
        and "site-packages" not in path
        and form.__module__ != "flowt.styleguide"
    )
