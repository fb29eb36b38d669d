"""The words of each kind of message."""

from django.contrib import messages as flash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from flowt.browser_rules import frames_ours
from flowt.htmx import HtmxRequest, go_to
from flowt.permissions import require_permission
from messaging import filters, selectors
from messaging.forms import TemplateForm
from messaging.frames import letter_response
from messaging.kinds import KINDS, MessageKind
from messaging.operations import templates as operations
from messaging.rendering import render as render_message
from messaging.variables import VARIABLES, usual

EDIT = "messaging/template_edit.html"


@require_safe
@require_permission("messages.view")
def template_list(request: HtmxRequest) -> HttpResponse:
    """Every kind of message: whether it is sent, and in whose words."""
    return render(request, "messaging/template_list.html", {"rows": selectors.all_words()})


@require_http_methods(["GET", "POST"])
@require_permission("messages.configure")
def template_edit(request: HtmxRequest, name: str) -> HttpResponse:
    """Words, palette and preview. What names a variable that is not there is not saved."""
    kind = _kind(name)
    words = selectors.words_of(kind)
    initial = {"is_on": words.is_on, "subject": words.subject, "body": words.body}
    form = TemplateForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        operations.save_template(kind.kind, **form.cleaned_data, actor=request.user)
        flash.success(request, _("Saved."))
        return go_to(request, reverse("messaging:template", args=[name]))
    sample = selectors.preview_sample(kind, request.tenant)
    context = {
        "form": form,
        "kind": kind,
        "name": name,
        "words": words,
        "sample": sample,
        "palette": [(usual(path), path, label) for path, label in VARIABLES.items()],
        "filters": sorted(filters.HELP.values()),
    }
    response: HttpResponse = frames_ours(
        render(request, EDIT, context, status=422 if form.is_bound else 200)
    )
    return response


@require_http_methods(["GET", "POST"])
@require_permission("messages.configure")
def template_preview(request: HtmxRequest, name: str) -> HttpResponse:
    """The letter, filled in with a real order; as it is kept (GET) or as it was typed (POST)."""
    kind = _kind(name)
    words = selectors.words_of(kind)
    subject, body = words.subject, words.body
    if request.method == "POST":
        subject, body = request.POST.get("subject", "")[:200], request.POST.get("body", "")[:10_000]
        wrong = [p for found in operations.problems_of(subject, body).values() for p in found]
        if wrong:
            page = render_to_string("messaging/mail/problems.html", {"problems": wrong[:5]})
            return letter_response(page, status=422)
    sample = selectors.preview_sample(kind, request.tenant)
    made = render_message(subject=subject, body=body, context=sample.context, tenant=request.tenant)
    if request.GET.get("formato") == "texto":
        page = render_to_string("messaging/mail/as_text.html", {"text": made.text})
        return letter_response(page)
    return letter_response(made.html)


@require_POST
@require_permission("messages.configure")
def template_switch(request: HtmxRequest, name: str) -> HttpResponse:
    """Send this kind, or not."""
    kind = _kind(name)
    is_on = request.POST.get("is_on") == "1"
    operations.switch_template(kind.kind, is_on=is_on, actor=request.user)
    if request.htmx:
        context = {"row": selectors.words_of(kind)}
        return render(request, "messaging/_template_row.html", context)
    return redirect("messaging:templates")


@require_POST
@require_permission("messages.configure")
def template_reset(request: HtmxRequest, name: str) -> HttpResponse:
    operations.reset_template(_kind(name).kind, actor=request.user)
    flash.success(request, _("Back to the words that come with Flowt."))
    return redirect("messaging:template", name=name)


def _kind(name: str) -> MessageKind:
    """In addresses a kind's dot is a hyphen: `order-placed`, `order-sent_out`."""
    kind = KINDS.get(name.replace("-", ".", 1))
    if kind is None:
        raise Http404
    return kind
