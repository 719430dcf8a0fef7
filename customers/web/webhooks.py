"""Webhooks: where a partner's systems are told; set up, changed, tested, disabled, with a secret that is shown once."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from customers.enums import WebhookOwner
from customers.models import Webhook
from customers.web import webhook_log
from customers.web.forms.webhook import ChangeForm, WebhookForm
from customers.webhooks import disabling, endpoints, sealing, trials
from partnerhub.accounts.roles import Permission
from partnerhub.accounts.web.guards import PortalRequest, requires
from partnerhub.clock import now
from partnerhub.errors import DomainError

_SHOW_ONCE = "webhook_secret"


@requires(Permission.WEBHOOKS_EDIT)
def webhooks(request: PortalRequest) -> HttpResponse:
    """All of them, those of sub-partners included."""
    rows = Webhook.objects.visible_to(request.access).select_related("partner")
    return render(request, "webhooks/list.html", {"webhooks": rows, "may_create": request.access.partner})


@requires(Permission.WEBHOOKS_EDIT)
def create(request: PortalRequest) -> HttpResponse:
    """A new one, with a secret made for it."""
    partner = request.access.partner
    if partner is None:
        raise Http404
    form = WebhookForm(request.POST or None, initial={"event": "all", "owned_by": WebhookOwner.ORG})
    if request.method == "POST" and form.is_valid():
        secret = sealing.new_secret()
        try:
            webhook = endpoints.create(
                partner=partner, secret=secret, by=request.user, at=now(), **form.cleaned_data
            )
        except DomainError as error:
            form.refuse(error)
        else:
            _keep_for_once(request, webhook, secret)
            messages.success(request, _("%(name)s was created.") % {"name": webhook})
            return redirect("webhooks:detail", pk=webhook.pk)
    status = 400 if form.errors else 200
    return render(request, "webhooks/create.html", {"form": form}, status=status)


@never_cache
@requires(Permission.WEBHOOKS_EDIT)
def detail(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
    """One webhook with its log; straight after it was made, its secret."""
    webhook = webhook_of(request, pk)
    page = webhook_log.page_of(webhook, request.GET)
    context = {"webhook": webhook, "page": page, "secret": _take_for_once(request, webhook)}
    return render(request, "webhooks/detail.html", context)


@requires(Permission.WEBHOOKS_EDIT)
def edit(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
    """Another name or address."""
    webhook = webhook_of(request, pk)
    form = ChangeForm.of(webhook, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            endpoints.change(webhook, by=request.user, at=now(), **form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("%(name)s was changed.") % {"name": form.cleaned_data["name"]})
            return redirect("webhooks:detail", pk=webhook.pk)
    context = {"form": form, "webhook": webhook}
    return render(request, "webhooks/edit.html", context, status=400 if form.errors else 200)


@requires(Permission.WEBHOOKS_EDIT)
def delete(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks, then deletes it with its log."""
    webhook = webhook_of(request, pk)
    if request.method == "POST":
        endpoints.delete(webhook, by=request.user, at=now())
        messages.success(request, _("%(name)s was deleted.") % {"name": webhook})
        return redirect("webhooks:list")
    return render(request, "webhooks/delete.html", {"webhook": webhook})


@requires(Permission.WEBHOOKS_EDIT)
@require_POST
def rotate(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
    """A new secret; for a day the old one signs as well."""
    webhook = webhook_of(request, pk)
    _keep_for_once(request, webhook, endpoints.rotate(webhook, by=request.user, at=now()))
    return redirect("webhooks:detail", pk=pk)


@requires(Permission.WEBHOOKS_EDIT)
@require_POST
def test(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
    """Send a test event."""
    return _do(request, pk, trials.send_test, _("The test event is on its way: see the log below."))


@requires(Permission.WEBHOOKS_EDIT)
@require_POST
def disable(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
    """Send nothing any more."""
    return _do(request, pk, disabling.disable, _("Nothing is sent any more."))


@requires(Permission.WEBHOOKS_EDIT)
@require_POST
def enable(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
    """Send again."""
    return _do(request, pk, disabling.enable, _("It is served again: first what waits."))


def webhook_of(request: PortalRequest, pk: uuid.UUID) -> Webhook:
    """The webhook, if this person may know of it; else 404."""
    rows = Webhook.objects.visible_to(request.access).select_related("partner", "created_by")
    return get_object_or_404(rows, pk=pk)


def _do(request: PortalRequest, pk: uuid.UUID, verb: Callable[..., object], done: str) -> HttpResponse:
    verb(webhook_of(request, pk), by=request.user, at=now())
    messages.success(request, done)
    return redirect("webhooks:detail", pk=pk)


def _keep_for_once(request: PortalRequest, webhook: Webhook, secret: str) -> None:
    # Sealed: sessions are kept in the database.
    request.session[_SHOW_ONCE] = [str(webhook.pk), sealing.seal(secret)]


def _take_for_once(request: PortalRequest, webhook: Webhook) -> str:
    pk, sealed = request.session.get(_SHOW_ONCE, ("", ""))
    if pk != str(webhook.pk):
        return ""
    del request.session[_SHOW_ONCE]
    return sealing.unseal(sealed)
