from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "orders"

    def ready(self) -> None:
        from flowt.operation.volumes import count_orders_in
        from orders import due, erasure, past, purposes, subscribers
        from orders.tabs import purposes as tab_purposes

        count_orders_in("orders_order", "placed_at")

        assert due
        assert subscribers
        assert erasure
        assert past
        assert purposes
        assert tab_purposes
