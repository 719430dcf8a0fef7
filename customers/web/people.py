"""A customer's users: add, move between packages, remove."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers import subscribers as verbs
from customers.models import Customer, Subscriber
from customers.web import page
from customers.web.change import act
from customers.web.forms.subscribers import AddForm, MoveForm
from partnerhub.accounts.roles import Permission
from partnerhub.accounts.web.guards import PortalRequest, requires
from partnerhub.clock import now
from partnerhub.errors import DomainError

PAGE_SIZE = 100


@requires(Permission.SUBSCRIBERS_VIEW)
def subscribers(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
    """The users, newest first, with a form to add one."""
    customer = page.customer_of(request, pk)
    form = AddForm(customer=customer) if _may_assign(request, customer) else None
    return _show(request, customer, form)


@requires(Permission.SUBSCRIBERS_EDIT)
@require_POST
def add(request: PortalRequest, pk: uuid.UUID) -> HttpResponse:
    """A new user."""
    customer = page.customer_of(request, pk)
    form = AddForm(request.POST, customer=customer)
    if form.is_valid():
        try:
            subscriber = verbs.add(customer, form.to_wish(), by=request.user, at=now())
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("%(email)s was added.") % {"email": subscriber.email})
            return redirect("customers:subscribers", pk=customer.pk)
    return _show(request, customer, form, status=400)


@requires(Permission.SUBSCRIBERS_EDIT)
def move(request: PortalRequest, pk: uuid.UUID, subscriber_pk: uuid.UUID) -> HttpResponse:
    """Another package, other add-ons."""
    customer = page.customer_of(request, pk)
    subscriber = _subscriber_of(request, customer, subscriber_pk)
    form = MoveForm.of(subscriber, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.move(subscriber, form.to_wish(), by=request.user, at=now())
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("%(email)s was moved.") % {"email": subscriber.email})
            return redirect("customers:subscribers", pk=customer.pk)
    context = page.shared_context(request, customer) | {"form": form, "subscriber": subscriber}
    return render(request, "customers/subscriber_form.html", context, status=400 if form.errors else 200)


@requires(Permission.SUBSCRIBERS_EDIT)
@require_POST
def remove(request: PortalRequest, pk: uuid.UUID, subscriber_pk: uuid.UUID) -> HttpResponse:
    """Takes the packages back; the row stays for billing."""
    customer = page.customer_of(request, pk)
    subscriber = _subscriber_of(request, customer, subscriber_pk)
    said = _("%(email)s was removed.") % {"email": subscriber.email}
    verb = lambda: verbs.remove(subscriber, by=request.user, at=now())  # noqa: E731
    return act(request, customer, verb, said, to="subscribers")


def _show(
    request: PortalRequest, customer: Customer, form: AddForm | None, *, status: int = 200
) -> HttpResponse:
    search, after = request.GET.get("q", "").strip()[:200], request.GET.get("after", "")
    rows = _matching(request, customer, search)
    found = list(_from(rows, after)[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    return page.show(
        request,
        customer,
        "subscribers",
        status=status,
        form=form,
        subscribers=shown,
        search=search,
        next_url=f"?after={shown[-1].pk}" if len(found) > PAGE_SIZE and not search else "",
        first_url=request.path if after else "",
    )


def _matching(request: PortalRequest, customer: Customer, search: str) -> QuerySet[Subscriber]:
    rows = Subscriber.objects.visible_to(request.access).filter(customer=customer).select_related("package")
    rows = rows.prefetch_related("addons")
    if not search:
        return rows
    wanted = Q(email__icontains=search) | Q(first_name__icontains=search) | Q(last_name__icontains=search)
    return rows.none() if "\0" in search else rows.filter(wanted | Q(phone__contains=search))


def _from(rows: QuerySet[Subscriber], after: str) -> QuerySet[Subscriber]:
    try:
        last = rows.filter(pk=uuid.UUID(after)).first()
    except ValueError:
        return rows
    if last is None:
        return rows
    return rows.filter(Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, pk__lt=last.pk))


def _subscriber_of(request: PortalRequest, customer: Customer, pk: uuid.UUID) -> Subscriber:
    rows = Subscriber.objects.visible_to(request.access).select_related("customer__partner", "package")
    return get_object_or_404(rows, pk=pk, customer=customer)


def _may_assign(request: PortalRequest, customer: Customer) -> bool:
    if not request.access.can(Permission.SUBSCRIBERS_EDIT):
        return False
    try:
        verbs.check_may_assign(customer, at=now())
    except DomainError:
        return False
    return True
