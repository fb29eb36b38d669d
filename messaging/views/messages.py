"""What was sent, and what became of it."""

from typing import Any

from django.conf import settings as django_settings
from django.contrib import messages as flash
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from flowt.browser_rules import frames_ours
from flowt.effects.errors import NotRepeatable as EffectNotRepeatable
from flowt.effects.errors import NotUndecided
from flowt.htmx import HtmxRequest, render_page
from flowt.permissions import require_permission
from messaging import selectors
from messaging.errors import NotRepeatable
from messaging.forms import FilterForm, SummaryForm
from messaging.frames import letter_response
from messaging.models import Message, Suppression
from messaging.operations import deciding
from messaging.selectors import asked_summary
from messaging.suppressing import lift

PAGE, MOST_LISTED = 40, 2_000
SHELL = ("messaging/message_list.html", "messaging/_message_list.html")


@require_safe
@require_permission("messages.view")
def message_list(request: HtmxRequest) -> HttpResponse:
    """The newest messages, and what the last seven days came to."""
    form = FilterForm(request.GET)
    wanted = form.wanted()
    page = Paginator(selectors.search(wanted)[:MOST_LISTED], PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "wanted": wanted,
        "page": page,
        "figures": selectors.figures(),
        "summary_form": SummaryForm(initial=asked_summary(request.user)),
        "demo_post_url": django_settings.FLOWT_MAIL_SIMULATOR,
    }
    return render_page(request, *SHELL, context)


@require_safe
@require_permission("messages.view")
def message_detail(request: HtmxRequest, pk: int) -> HttpResponse:
    """One message: the letter itself, and each thing that is known of it."""
    return _detail(request, _message(pk))


def _detail(request: HtmxRequest, message: Message, status: int = 200, **more: Any) -> HttpResponse:
    context = {"message": message, "content": message.content, **more}
    page, fragment = "messaging/message_detail.html", "messaging/_message_detail.html"
    response: HttpResponse = frames_ours(render_page(request, page, fragment, context, status))
    return response


@require_safe
@require_permission("messages.view")
def message_letter(request: HtmxRequest, pk: int) -> HttpResponse:
    """The letter as it was sent, for the frame of its page."""
    html = _message(pk).content.get("html")
    if not html:
        raise Http404
    return letter_response(html)


@require_POST
@require_permission("messages.decide")
def message_again(request: HtmxRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, deciding.send_again, _("It will be sent in a moment."))


@require_POST
@require_permission("messages.decide")
def message_arrived(request: HtmxRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, deciding.say_it_arrived, _("Noted as sent."))


@require_POST
@require_permission("messages.decide")
def message_lost(request: HtmxRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, deciding.say_it_did_not, _("Noted as not sent."))


def _decide(request: HtmxRequest, pk: int, operation: Any, sentence: str) -> HttpResponse:
    try:
        message = operation(_message(pk), actor=request.user)
    except (NotRepeatable, NotUndecided, EffectNotRepeatable) as refusal:
        return _detail(request, _message(pk), 422, refusal=str(refusal))
    if request.htmx:
        return _detail(request, _message(message.pk), toast=sentence)
    flash.success(request, sentence)
    return redirect("messaging:detail", pk=pk)


def _message(pk: int) -> Message:
    return get_object_or_404(Message.objects.select_related("effect", "order", "person"), pk=pk)


@require_safe
@require_permission("messages.view")
def suppression_list(request: HtmxRequest) -> HttpResponse:
    """Addresses that get nothing any more."""
    rows = Suppression.objects.order_by("-id")
    page = Paginator(rows[:MOST_LISTED], PAGE).get_page(request.GET.get("page"))
    return render(request, "messaging/suppression_list.html", {"page": page})


@require_POST
@require_permission("messages.decide")
def suppression_lift(request: HtmxRequest, pk: int) -> HttpResponse:
    lift(get_object_or_404(Suppression, pk=pk), actor=request.user)
    flash.success(request, _("E-mails may be sent there again."))
    return redirect("messaging:suppressions")
