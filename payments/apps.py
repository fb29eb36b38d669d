from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "payments"

    def ready(self) -> None:
        from payments import due, parking
        from payments.gateways import gateways

        gateways.load("payments.gateways")
        assert due
        assert parking
