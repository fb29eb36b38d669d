from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"

    def ready(self) -> None:
        from messaging import due, effects, erasure, parking, subscribers
        from messaging.channels import channels
        from messaging.providers import providers

        channels.load("messaging.channels")
        providers.load("messaging.providers")
        assert due
        assert effects
        assert erasure
        assert parking
        assert subscribers
