from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "flowt.audit"
    label = "audit"
