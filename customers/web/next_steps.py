"""What a partner should know now about a customer: where it stands and what happens next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from compliance.queue import PartnerView
from customers.enums import CustomerStatus
from customers.models import Customer

S = CustomerStatus


@dataclass(frozen=True)
class NextStep:
    """A notice; `due_at` where a deadline runs, `is_busy` while it goes on by itself."""

    tone: str
    title: str | Promise
    body: str | Promise = ""
    due_at: datetime | None = None
    is_busy: bool = False


_BY_STATUS: Mapping[str, NextStep] = {
    S.PROVISIONING: NextStep(
        "info",
        _("Being set up"),
        _("The check is clear. This takes some seconds and goes on by itself."),
        is_busy=True,
    ),
    S.UPDATING: NextStep(
        "info",
        _("A change is being carried out"),
        _("Services keep running. It goes on by itself."),
        is_busy=True,
    ),
    S.PROVISIONED: NextStep("good", _("In service"), _("Everything that was ordered is set up.")),
    S.PROVISIONED_WITH_ERRORS: NextStep(
        "wait",
        _("In service, but something is missing"),
        _("Part of the set-up failed. Run the setup tool: it does what is missing and repeats nothing."),
    ),
    S.DELETING: NextStep(
        "info", _("Being removed"), _("It leaves the list when the removal is done."), is_busy=True
    ),
    S.ERROR: NextStep(
        "bad", _("The set-up failed"), _("Look at the errors below, then run the setup tool again.")
    ),
}

_REFUSED = NextStep(
    "bad",
    _("Onboarding does not continue"),
    _("The compliance check was not passed. If something was mistaken, correct it and resubmit."),
)
_CHANGE_REFUSED = NextStep(
    "wait",
    _("Your last change was not carried out"),
    _("It did not pass the compliance check; everything stays as it was. Correct it and ask again."),
)
_SUSPENDED = NextStep(
    "bad",
    _("Services are suspended"),
    _("The compliance check refused this customer. You can resubmit it for another review."),
)

# The states of a check as partners read them.
REVIEW_LABELS: Mapping[str, str | Promise] = {
    "clear": _("Clear"),
    "delayed": _("Delayed"),
    "under_review": _("Under review"),
    "information_requested": _("Question asked"),
    "refused": _("Refused"),
    "expired": _("Not decided in time"),
}

_REVIEW_TITLES: Mapping[str, str | Promise] = {
    "delayed": _("The compliance check is delayed"),
    "information_requested": _("The RPL team asks you a question"),
}
_REVIEW_BODIES: Mapping[str, str | Promise] = {
    "delayed": _("It is repeated automatically. When it is clear, everything goes on by itself."),
    "information_requested": _("Answer it on the compliance tab. The deadline keeps running."),
}
_IN_REVIEW = _("Most reviews take 15 to 60 minutes. When it is approved, everything goes on by itself.")
_LIVE_IN_REVIEW = _("Services keep running meanwhile. Most reviews take 15 to 60 minutes.")


def of(customer: Customer, review: PartnerView) -> NextStep:
    """The notice of the customer's page."""
    if customer.status == S.PENDING_RPL_REVIEW:
        return _of_review(customer, review)
    if customer.is_suspended:
        return _SUSPENDED
    if customer.is_change_refused:
        return _CHANGE_REFUSED
    return _REFUSED if customer.is_refused else _BY_STATUS[customer.status]


def _of_review(customer: Customer, review: PartnerView) -> NextStep:
    usual = _LIVE_IN_REVIEW if customer.is_live and not customer.is_suspended else _IN_REVIEW
    return NextStep(
        tone="wait",
        title=_REVIEW_TITLES.get(review.state, _("Under compliance review")),
        body=_REVIEW_BODIES.get(review.state, usual),
        due_at=review.due_at,
        is_busy=True,
    )
