"""The living style page, served in debug only: every component in every state."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from flowt.permissions import public


@public(scope="any")
def style_page(request: HttpRequest) -> HttpResponse:
    return render(request, "styleguide/index.html")


urlpatterns = [path("", style_page, name="styleguide")]
