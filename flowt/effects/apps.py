from importlib import import_module

from django.apps import AppConfig


class EffectsConfig(AppConfig):
    name = "flowt.effects"
    label = "effects"

    def ready(self) -> None:
        import_module("flowt.effects.due")
        import_module("flowt.effects.parking")
