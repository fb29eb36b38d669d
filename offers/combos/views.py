"""Combos in the console: the list, and what is done from it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from flowt.htmx import HtmxRequest, go_to, wants_fragment
from flowt.permissions import require_permission
from offers.combos import operations
from offers.combos.listing import combo_lines
from offers.combos.models import Combo

LIST = "combos:list"


@require_safe
@require_permission("catalog.view")
def combo_list(request: HtmxRequest) -> HttpResponse:
    """All combos, with what each costs and saves at this moment."""
    return render(request, "offers/combo_list.html", {"lines": combo_lines(timezone.now())})


@require_POST
@require_permission("catalog.availability")
def combo_show(request: HtmxRequest, pk: int) -> HttpResponse:
    """Put it on the menu, or take it off for now."""
    is_on_menu = request.POST.get("on") == "1"
    combo = operations.show_combo(
        get_object_or_404(Combo, pk=pk), is_on_menu=is_on_menu, actor=request.user
    )
    if wants_fragment(request):
        context = {"line": next(x for x in combo_lines(timezone.now()) if x.row.id == combo.pk)}
        return render(request, "offers/_combo_row.html", context)
    text = _("“%(name)s” is on the menu.") if is_on_menu else _("“%(name)s” is paused.")
    return done(request, reverse(LIST), text % {"name": combo.name})


@require_POST
@require_permission("catalog.edit")
def combo_delete(request: HtmxRequest, pk: int) -> HttpResponse:
    """Gone from the menu; orders keep it."""
    combo = get_object_or_404(Combo, pk=pk)
    operations.delete_combo(combo, actor=request.user)
    return done(request, reverse(LIST), _("“%(name)s” was deleted.") % {"name": combo.name})


@require_POST
@require_permission("catalog.edit")
def combos_arrange(request: HtmxRequest) -> HttpResponse:
    """Show them in the order of `ids`."""
    ids = [int(pk) for pk in request.POST.getlist("ids") if pk.isascii() and pk.isdigit()]
    operations.arrange_combos(combo_ids=[pk for pk in ids if pk < 2**31])
    return HttpResponse(status=204) if wants_fragment(request) else go_to(request, reverse(LIST))


def done(request: HttpRequest, url: str, text: str) -> HttpResponse:
    """Tell that it worked, and send the browser on."""
    messages.success(request, text)
    return go_to(request, url)
