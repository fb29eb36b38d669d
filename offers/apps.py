from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "offers"

    def ready(self) -> None:
        from offers import erasure
        from offers.benefits import benefits
        from offers.conditions import conditions

        benefits.load("offers.benefits")
        conditions.load("offers.conditions")
        assert erasure
