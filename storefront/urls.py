from django.urls import URLPattern, path

from storefront.views import (
    api_docs,
    cart,
    checkout,
    consent,
    item,
    language,
    legal,
    menu,
    order,
    theme,
)

app_name = "storefront"
urlpatterns: list[URLPattern] = [
    path("", menu.home, name="home"),
    path("cardapio/", menu.menu, name="menu"),
    path("cardapio/<slug:slug>/", item.item, name="item"),
    path("cardapio/<slug:slug>/interesse/", item.interest, name="interest"),
    path("carrinho/", cart.cart, name="cart"),
    path("carrinho/adicionar/", cart.add, name="cart_add"),
    path("carrinho/<slug:line>/mudar/", cart.change, name="cart_change"),
    path("carrinho/<slug:line>/maior/", cart.upgrade, name="cart_upgrade"),
    path("carrinho/<slug:line>/remover/", cart.remove, name="cart_remove"),
    path("finalizar/", checkout.checkout, name="checkout"),
    path("pedido/<slug:token>/", order.order, name="order"),
    path("pedido/<slug:token>/ao-vivo/", order.order_stream, name="order_stream"),
    path("pedido/<slug:token>/recibo.pdf", order.receipt, name="receipt"),
    path("pedido/<slug:token>/pix.svg", order.pix, name="pix"),
    path("pedido/<slug:token>/pix/novo/", order.new_code, name="pix_new"),
    path("pedido/<slug:token>/repetir/", order.again, name="order_again"),
    path("consentimento/", consent.consent, name="consent"),
    path("idioma/", language.language, name="language"),
    path("api/", api_docs.api_docs, name="api_docs"),
    path("termos/", legal.terms, name="terms"),
    path("privacidade/", legal.privacy, name="privacy"),
    path("painel/configuracoes/textos/", legal.edit_texts, name="edit_texts"),
    path("tema.css", theme.theme, name="theme"),
    path("icone.svg", theme.icon, name="icon"),
    path("manifest.webmanifest", theme.manifest, name="manifest"),
    path("robots.txt", theme.robots, name="robots"),
]
