"""One run of a screening: what was found, for whom, and who asked why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from compliance.enums import ASKING, Trigger
from compliance.models import ScreeningHold, Subject
from compliance.screening.found import Found
from partnerhub.accounts.models import User


@dataclass(frozen=True, kw_only=True)
class Run:
    """`subject` is locked, or not yet saved: then this `is_first` of it, and nothing else is known of it.

    `retries` is the hold that a RETRY tries to end.
    """

    found: Found
    subject: Subject
    trigger: Trigger
    by: User
    at: datetime
    is_first: bool = False
    resubmits: bool = False
    retries: ScreeningHold | None = None

    @property
    def asked_trigger(self) -> Trigger:
        """What is answered: a retry answers what it repeats, a look by hand counts as a list update."""
        if self.retries:
            return Trigger(self.retries.trigger)
        return Trigger.LIST_UPDATE if self.trigger == Trigger.MANUAL else Trigger(self.trigger)

    @property
    def is_asking(self) -> bool:
        """Does somebody wait for leave to serve this profile?"""
        return self.asked_trigger in ASKING

    @property
    def requested_by(self) -> User | None:
        """Who must not decide on it: whoever asked; list updates bar nobody."""
        if self.retries:
            return self.retries.requested_by
        return None if self.trigger == Trigger.LIST_UPDATE else self.by

    @property
    def covers_subject(self) -> bool:
        """Was every profile of the subject screened, so that it need not be again in this generation?"""
        in_force = self.subject.in_force
        return not self.subject.watched or in_force in (self.found.profile, self.found.in_force)
