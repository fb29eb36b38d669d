from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "orders"

    def ready(self) -> None:
        from flowt.operation.volumes import count_orders_in
        from orders import erasure, purposes, subscribers

        count_orders_in("orders_order", "placed_at")

        assert subscribers
        assert erasure
        assert purposes
