from importlib import import_module

from django.apps import AppConfig


class OperationConfig(AppConfig):
    name = "flowt.operation"
    label = "operation"

    def ready(self) -> None:
        import_module("flowt.reporting").configure()
        import_module("flowt.operation.buffer").install()
