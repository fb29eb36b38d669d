"""Console pages about customers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from flowt.htmx import HtmxRequest
from flowt.permissions import require_permission
from flowt.phones import format_phone
from people.erasure import erase_person
from people.errors import HasOpenOrders
from people.forms import EraseForm, TagsForm
from people.models import Person
from people.operations import tag_person


@require_http_methods(["GET", "POST"])
@require_permission("people.tag")
def person_tags(request: HtmxRequest, pk: int) -> HttpResponse:
    """Give a customer tags. `pedido` leads back."""
    back = _back(request)
    person = get_object_or_404(Person, pk=pk, erased_at=None)
    initial = {"tags": ", ".join(person.tags)}
    form = TagsForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        tag_person(person, form.cleaned_data["tags"], actor=request.user)
        messages.success(request, _("The tags were saved."))
        return redirect(back)
    context = {"person": person, "form": form, "back": back}
    status = 422 if form.is_bound else 200
    return render(request, "people/person_tags.html", context, status=status)


def _back(request: HtmxRequest) -> str:
    number = request.GET.get("pedido", "")
    is_number = number.isascii() and number.isdigit() and len(number) < 10
    return reverse("orders:detail", args=[number]) if is_number else reverse("orders:list")


@require_http_methods(["GET", "POST"])
@require_permission("people.erase")
def person_erase(request: HtmxRequest, pk: int) -> HttpResponse:
    """Ask once more, then empty everything that tells who a customer is. `pedido` leads back."""
    back = _back(request)
    person = get_object_or_404(Person, pk=pk)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            erase_person(person, actor=request.user)
        except HasOpenOrders as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The customer's data were erased. Orders and amounts stay.")
            )
            return redirect(back)
    phone = format_phone(person.phone)
    context = {"person": person, "form": form, "phone": phone, "back": back}
    status = 422 if form.is_bound else 200
    return render(request, "people/person_erase.html", context, status=status)
