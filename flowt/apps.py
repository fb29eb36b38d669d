from importlib import import_module

from django.apps import AppConfig


class FlowtConfig(AppConfig):
    name = "flowt"
    label = "flowt"

    def ready(self) -> None:
        import_module("flowt.celery")  # shared tasks bind to this app, also in the web process
        import_module("flowt.checks")
