"""What the catalogue's pages have in common when something was done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from flowt.errors import Refusal
from flowt.htmx import go_to


def way_back(request: HttpRequest) -> str:
    """Return the list as the person had it, if the form says so; else the plain list."""
    sent = request.POST.get("next", "")
    home = reverse("catalog:list")
    is_ours = url_has_allowed_host_and_scheme(sent, allowed_hosts=None) and sent.startswith(home)
    return sent if is_ours else home


def done(request: HttpRequest, url: str, text: str) -> HttpResponse:
    """Tell that it worked, and send the browser on."""
    messages.success(request, text)
    return go_to(request, url)


def refused(request: HttpRequest, url: str, refusal: Refusal) -> HttpResponse:
    """Tell why it was not done, and send the browser back; nothing was changed."""
    messages.error(request, str(refusal))
    return go_to(request, url)


def with_toast(request: HttpRequest, response: HttpResponse, text: str) -> HttpResponse:
    """Add a short piece of news to a fragment."""
    context = {"text": text, "tone": "success"}
    response.write(render_to_string("catalog/_news.html", context, request))
    return response
