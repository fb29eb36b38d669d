"""Flowt's own addresses, and the references beside them."""

from django.urls import include, path

from bench.references import hello, orm_menu

urlpatterns = [
    path("bench/ola/", hello),
    path("bench/cardapio/", orm_menu),
    path("", include("flowt.urls")),
]
handler404 = "flowt.errors_pages.not_found"
