"""What a partner does about the denied-party check of a customer: ask again, answer a question."""

from __future__ import annotations

from typing import ClassVar

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from compliance import queue, review
from compliance.models import ReviewCase
from customers import resubmission
from customers.api import bodies, orders
from customers.api.customers import WRITE, CustomerRows, accepted
from customers.api.documents import ResourceUrl
from partnerhub.accounts.roles import Permission
from partnerhub.api.reference import described
from partnerhub.api.requests import Request
from partnerhub.clock import database_now, now
from partnerhub.errors import DomainError


class NothingAsked(DomainError):
    """Nobody has asked for information about this customer."""

    code, status = 90070, 409
    sentence = _("Nobody has asked for information about this customer.")


class CustomerCheckViewSet(CustomerRows):
    """The partner's side of a review."""

    permissions: ClassVar = {"resubmit": Permission.CUSTOMERS_EDIT, "answer": Permission.CUSTOMERS_EDIT}
    scopes: ClassVar = {"resubmit": WRITE, "answer": WRITE}

    @described("resubmitCustomer", answer=ResourceUrl, status=202, body=bodies.CREATE, tag="Partner Hub")
    def resubmit(self, request: Request, customer_id: str) -> HttpResponse:
        """After a refusal or an expiry: the whole order again, as it should be. A person decides."""
        customer = self.get_object()
        resubmission.check_may_resubmit(customer)
        body, problems = bodies.CREATE.parse(request.data)
        order = orders.order_of(body)
        orders.refuse_misshapen(problems, order, partner=customer.partner)
        return accepted(request, resubmission.resubmit(customer, order, by=request.user, at=now()))

    @described("answerQuestion", answer=ResourceUrl, status=202, body=bodies.ANSWER, tag="Partner Hub")
    def answer(self, request: Request, customer_id: str) -> HttpResponse:
        """Answer the question of the RPL team."""
        customer = self.get_object()
        text = bodies.ANSWER.require(request.data)["answer"]
        case_id = queue.partner_view(customer.subject).case_id
        if case_id is None:
            raise NothingAsked
        case = ReviewCase.objects.get(pk=case_id)
        review.answer_question(case, text, by=request.user, at=database_now())
        return accepted(request, customer)
