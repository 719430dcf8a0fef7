"""/v1/wholesale/subscribers: the contract's operations 8 to 14."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from django.http import HttpResponse

from customers import consent, precheck, subscriber_precheck, subscribers
from customers.api import filters
from customers.api.customers import ON_BEHALF, precheck_result
from customers.api.documents import PrecheckResult
from customers.api.subscriber_bodies import (
    CREATE,
    PRECHECK,
    UPDATE,
    names_in,
    order_named_in,
    require,
    wish_of,
)
from customers.api.subscriber_documents import SubscriberDocument, SubscriberList, documents_of, rows_of
from customers.enums import SubscriberState
from customers.models import Customer, Subscriber
from partnerhub.accounts.roles import Permission
from partnerhub.api import acting, conditional, ids
from partnerhub.api.pagination import KeysetPage
from partnerhub.api.reference import described
from partnerhub.api.requests import Request
from partnerhub.api.responses import answer, encode, nothing, url_of
from partnerhub.api.viewsets import ScopedViewSet
from partnerhub.clock import now
from partnerhub.errors import fields_named

READ = "spark-admin:wholesale_subscribers_read"
WRITE = "spark-admin:wholesale_subscribers_write"
DEFAULT_MAX = 50
LIST_QUERY = {
    **ON_BEHALF,
    "customerId": "Of this customer.",
    "externalCustomerId": "Of the customer with this id of yours.",
    "personId": "This person.",
    "email": "This e-mail.",
    "status": "provisioned or pending_user_migration.",
    "after": "Created later than this: milliseconds since 1970, or ISO 8601.",
    "lastStatusChange": "Status changed later than this.",
    "sortBy": "created or lastStatusChange.",
    "sortOrder": "ASC or DESC.",
    "max": "1 to 100; 50 unless asked otherwise.",
    "offset": "How many to skip.",
    "cursor": "As in the Link header.",
}


class SubscriberViewSet(ScopedViewSet):
    """Subscribers, as the contract has them."""

    queryset = Subscriber.objects.all()
    permissions: ClassVar = {
        "list": Permission.SUBSCRIBERS_VIEW,
        "create": Permission.SUBSCRIBERS_EDIT,
        "retrieve": Permission.SUBSCRIBERS_VIEW,
        "update": Permission.SUBSCRIBERS_EDIT,
        "destroy": Permission.SUBSCRIBERS_EDIT,
        "validate": Permission.SUBSCRIBERS_EDIT,
        "consent_move": Permission.SUBSCRIBERS_EDIT,
    }
    scopes: ClassVar = {
        "list": READ,
        "create": WRITE,
        "retrieve": READ,
        "update": WRITE,
        "destroy": WRITE,
        "validate": READ,
        "consent_move": WRITE,
    }

    @described("listSubscribers", answer=SubscriberList, query=LIST_QUERY)
    def list(self, request: Request) -> HttpResponse:
        """Subscribers of the partner's customers."""
        order = filters.order_of(request)
        page = KeysetPage(request, default=DEFAULT_MAX, order=order.column, descending=order.descending)
        partner = acting.partner_of(request)
        found = self.get_queryset()
        if partner is not None:
            found = found.owned_by(partner)
        found = page.narrow(filters.narrow_subscribers(found, request))
        rows = page.cut(rows_of(found, order=order.column))
        return answer(SubscriberList(items=documents_of(rows)), headers=page.headers)

    @described("createSubscriber", answer=SubscriberDocument, status=(200, 202), body=CREATE, query=ON_BEHALF)
    def create(self, request: Request) -> HttpResponse:
        """A new subscriber: 200, or 202 where the person has to consent first."""
        body = require(CREATE, request.data)
        customer = self._customer(body["customerId"])
        with fields_named(names_in(body)):
            subscriber = subscribers.add(customer, wish_of(body), by=request.user, at=now())
        waits = subscriber.state == SubscriberState.PENDING_USER_MIGRATION
        return self._answer(subscriber, status=202 if waits else 200)

    @described("getSubscriber", answer=SubscriberDocument, query=ON_BEHALF)
    def retrieve(self, request: Request, subscriber_id: str) -> HttpResponse:
        """One subscriber."""
        response = self._answer(self._subscriber())
        return conditional.tagged(request, response, conditional.etag_of(response.content))

    @described("updateSubscriber", answer=SubscriberDocument, body=UPDATE, query=ON_BEHALF)
    def update(self, request: Request, subscriber_id: str) -> HttpResponse:
        """Other packages, and numbers where it moves to calling."""
        subscriber = self._subscriber()
        self._check_seen(subscriber)
        body = require(UPDATE, request.data)
        with fields_named(names_in(body)):
            # As the contract has it: numbers of one that calls already are ignored.
            subscriber = subscribers.move(
                subscriber,
                wish_of(body),
                by=request.user,
                at=now(),
                renumbers=False,
                unchanged=partial(self._check_seen, subscriber),
            )
        return self._answer(subscriber)

    @described("deleteSubscriber", status=204, query=ON_BEHALF)
    def destroy(self, request: Request, subscriber_id: str) -> HttpResponse:
        """Remove the mapping to the person."""
        subscriber = self._subscriber()
        seen = partial(self._check_seen, subscriber)
        seen()
        subscribers.remove(subscriber, by=request.user, at=now(), unchanged=seen)
        return nothing()

    @described("precheckSubscriber", answer=PrecheckResult, body=PRECHECK, query=ON_BEHALF)
    def validate(self, request: Request) -> HttpResponse:
        """Would this subscriber be taken? Nothing is written."""
        partner = acting.partner_of(request)
        if partner is None:
            raise ids.UnknownId
        body = require(PRECHECK, request.data, needs_packages=False)
        customer = self._customer(body["customerId"]) if body.get("customerId") else None
        with fields_named(names_in(body)):
            notes = subscriber_precheck.check(
                wish_of(body), order_named_in(body), partner=partner, customer=customer, at=now()
            )
        return answer(precheck_result(notes))

    @described("resendConsentMail", status=204, query=ON_BEHALF)
    def consent_move(self, request: Request, subscriber_id: str) -> HttpResponse:
        """Send the mail again that asks for the person's consent."""
        consent.ask(self._subscriber(), by=request.user, at=now())
        return nothing()

    def _subscriber(self) -> Subscriber:
        found = self.get_queryset()
        if acting.names_another(self.request):
            found = found.filter(customer__partner=acting.partner_of(self.request))
        pk = ids.decode(self.kwargs["subscriber_id"], "SUBSCRIBER")
        subscriber = (
            found.select_related("customer__partner__parent", "customer__subject").filter(pk=pk).first()
        )
        if subscriber is None:
            raise ids.UnknownId
        return subscriber

    def _check_seen(self, subscriber: Subscriber) -> None:
        conditional.check_match(self.request, lambda: conditional.etag_of(encode(_document(subscriber))))

    def _customer(self, text: str) -> Customer:
        found = Customer.objects.visible_to(self.request.auth)
        if acting.names_another(self.request):
            found = found.filter(partner=acting.partner_of(self.request))
        try:
            pk = ids.decode(text, *ids.CUSTOMER_KINDS)
        except ids.UnknownId:
            pk = None
        customer = found.select_related("partner__parent", "subject").filter(pk=pk).first()
        if customer is None:
            raise precheck.UnknownReference.about("customerId")
        return customer

    def _answer(self, subscriber: Subscriber, *, status: int = 200) -> HttpResponse:
        document = _document(subscriber)
        url = url_of(self.request, f"/v1/wholesale/subscribers/{document.id}")
        return answer(document, status=status, headers={"Location": url})


def _document(subscriber: Subscriber) -> SubscriberDocument:
    rows: Any = rows_of(Subscriber.objects.filter(pk=subscriber.pk))
    if not rows:  # Removed in this very moment.
        raise ids.UnknownId
    return documents_of(rows)[0]
