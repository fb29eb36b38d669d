from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "orders"

    def ready(self) -> None:
        from orders import erasure, purposes, subscribers

        assert subscribers
        assert erasure
        assert purposes
