from importlib import import_module

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "flowt.events"
    label = "events"

    def ready(self) -> None:
        import_module("flowt.events.delivery")
