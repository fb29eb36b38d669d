from django.apps import AppConfig


class DueConfig(AppConfig):
    name = "flowt.due"
    label = "due"
