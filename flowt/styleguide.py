"""The living style pages, served in debug only: every component in every state."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from flowt.forms import MoneyField, PhoneField
from flowt.permissions import public


class SampleForm(forms.Form):
    """One field of each kind, for developers to look at, hence not translated."""

    name = forms.CharField(label="Name", help_text="As customers know it.")
    price = MoneyField(label="Price")
    category = forms.ChoiceField(label="Category", choices=[("a", "Pizzas"), ("b", "Massas")])
    phone = PhoneField(label="Phone", required=False)
    about = forms.CharField(label="About", required=False, widget=forms.Textarea({"rows": 3}))
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    kind = forms.ChoiceField(
        label="Kind", choices=[("p", "Product"), ("s", "Service")], widget=forms.RadioSelect
    )
    is_shown = forms.BooleanField(label="Show on the menu", required=False)
    colour = forms.CharField(label="Colour", widget=forms.TextInput({"type": "color"}))
    picture = forms.FileField(label="Picture", required=False)


@public(scope="any")
def style_page(request: HttpRequest) -> HttpResponse:
    form = SampleForm({"price": "abc", "category": "a", "kind": "p", "colour": "#0d5752"})
    page = Paginator(range(240), 20).page(4)
    return render(request, "styleguide/index.html", {"form": form, "page": page})


@public(scope="any")
def public_style_page(request: HttpRequest) -> HttpResponse:
    return render(request, "styleguide/public.html")


urlpatterns = [
    path("", style_page, name="styleguide"),
    path("publico/", public_style_page, name="styleguide_public"),
]
