"""Words with a fixed set of values, and the groups that belong to them."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class ListSource(models.TextChoices):
    """Source lists that the catalogue ships with: a consolidated file holds several of them."""

    SDN = "SDN", "Specially Designated Nationals"
    DPL = "DPL", "Denied Persons List"
    UN = "UN", "UN Security Council Consolidated List"
    EL = "EL", "Entity List"
    OFAC_OTHER = "OFAC-OTHER", "OFAC Consolidated (non-SDN)"
    ISN = "ISN", "Nonproliferation Sanctions"
    DTC = "DTC", "ITAR Debarred"
    SSI = "SSI", "Sectoral Sanctions Identifications List"
    MBS = "NS-MBS", "Non-SDN Menu-Based Sanctions List"
    CAP = "CAP", "CAPTA List"
    FSE = "FSE", "Foreign Sanctions Evaders"
    MEU = "MEU", "Military End User List"
    CMIC = "CMIC", "Non-SDN Chinese Military-Industrial Complex Companies List"
    OPENSANCTIONS = "OPENSANCTIONS", "OpenSanctions"
    PLC = "PLC", "Palestinian Legislative Council List"
    UVL = "UVL", "Unverified List"
    INTERNAL = "INTERNAL", "Our own list"
    DEMO_DENIED = "DEMO-DENIED", "Demo: denied parties (fictional)"
    DEMO_WATCH = "DEMO-WATCH", "Demo: watch list (fictional)"


class Verdict(models.TextChoices):
    """What compliance says. The first three are outcomes of a screening, the others of a case or a hold."""

    CLEAR = "clear", _("Clear")
    POTENTIAL_MATCH = "potential_match", _("Possible match")
    UNAVAILABLE = "unavailable", _("Screening unavailable")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    EXPIRED = "expired", _("Expired")


OUTCOMES = frozenset({Verdict.CLEAR, Verdict.POTENTIAL_MATCH, Verdict.UNAVAILABLE})
CLEARING = frozenset({Verdict.CLEAR, Verdict.APPROVED})


class Trigger(models.TextChoices):
    """Why a screening ran."""

    CREATE = "create", _("New customer")
    PROFILE_CHANGE = "profile_change", _("Change of address, name or administrator")
    RESUBMIT = "resubmit", _("Resubmission")
    LIST_UPDATE = "list_update", _("List update")
    MANUAL = "manual", _("By hand")
    RETRY = "retry", _("Retry")


# Somebody asks whether a profile may be served; the others look again at one that was answered.
ASKING = frozenset({Trigger.CREATE, Trigger.PROFILE_CHANGE, Trigger.RESUBMIT})


class CaseState(models.TextChoices):
    """Where a review case stands (review-queue.md, Case)."""

    NEW = "new", _("New")
    IN_REVIEW = "in_review", _("In review")
    ESCALATED = "escalated", _("Escalated")
    AWAITING_INFORMATION = "awaiting_information", _("Awaiting information")
    PENDING_SECOND_APPROVAL = "pending_second_approval", _("Waiting for second approval")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN_STATES = (
    CaseState.NEW,
    CaseState.IN_REVIEW,
    CaseState.ESCALATED,
    CaseState.AWAITING_INFORMATION,
    CaseState.PENDING_SECOND_APPROVAL,
)
CLOSED_STATES = (CaseState.APPROVED, CaseState.REFUSED, CaseState.EXPIRED, CaseState.WITHDRAWN)
# Where the partner may not simply try again: resubmitting opens a case, even without a match (R4).
STANDING_STATES = (CaseState.REFUSED, CaseState.EXPIRED)


class Disposition(models.TextChoices):
    """What a person made of one potential match."""

    UNDECIDED = "undecided", _("Undecided")
    FALSE_POSITIVE = "false_positive", _("False positive")
    TRUE_MATCH = "true_match", _("True match")
    INCONCLUSIVE = "inconclusive", _("Inconclusive")


REFUSING = (Disposition.TRUE_MATCH, Disposition.INCONCLUSIVE)


class MatchOn(models.TextChoices):
    """The profile that a match is on: an entry is scored against both."""

    IN_FORCE = "in_force", _("Profile in force")
    PROPOSED = "proposed", _("Proposed profile")
    BOTH = "both", _("Both profiles")


TOUCHING_IN_FORCE = (MatchOn.IN_FORCE, MatchOn.BOTH)


class UnavailableReason(models.TextChoices):
    """Why no answer can be given (R3, R7). Those of LISTWIDE end for everybody at once."""

    NO_LIST = "no_list", _("no list is in force")
    LIST_MISSING = "list_missing", _("a required list is missing")
    LIST_STALE = "list_stale", _("a required list is too old")
    INDEX_MISSING = "index_missing", _("the search index is not ready")
    SELF_TEST = "self_test", _("the self-test failed")
    INCOMPLETE = "incomplete", _("the search could not be completed")
    UNREADABLE = "unreadable", _("nothing in the profile can be compared")
    FAILED = "failed", _("the search failed")


LISTWIDE: frozenset[UnavailableReason] = frozenset(
    {
        UnavailableReason.NO_LIST,
        UnavailableReason.LIST_MISSING,
        UnavailableReason.LIST_STALE,
        UnavailableReason.INDEX_MISSING,
        UnavailableReason.SELF_TEST,
    }
)


class ServiceLevel(models.IntegerChoices):
    """The last step of the service levels that a case has passed (review-queue.md: 15 min to 72 h)."""

    NONE = 0, _("none")
    FIRST_TOUCH = 1, _("not touched within 15 minutes")
    SOFT_TARGET = 2, _("open for 60 minutes")
    WARNING = 3, _("open for 24 hours")
    ESCALATION = 4, _("open for 48 hours")
    STOP = 5, _("open for 72 hours")


class NoticeKind(models.TextChoices):
    """What the RPL team is told without asking."""

    SERVICE_LEVEL = "service_level", _("Service level")
    OVERDUE = "overdue", _("Overdue case of a live customer")
    UNAVAILABLE = "unavailable", _("Screening unavailable")
    HELD = "held", _("One subject cannot be screened")
    SELF_TEST_FAILED = "self_test_failed", _("Self-test failed")


class PartnerState(StrEnum):
    """All that a partner may know about the check."""

    CLEAR = "clear"
    DELAYED = "delayed"
    UNDER_REVIEW = "under_review"
    INFORMATION_REQUESTED = "information_requested"
    REFUSED = "refused"
    EXPIRED = "expired"
