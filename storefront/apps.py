from django.apps import AppConfig


class StorefrontConfig(AppConfig):
    name = "storefront"

    def ready(self) -> None:
        from storefront import attachments, due
        from storefront.blocks import blocks

        blocks.load("storefront.blocks")
        assert attachments
        assert due
