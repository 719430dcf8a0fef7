"""The standard reasons that a new portal starts with; afterwards they are edited in the admin."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from compliance.models.reason_code import ReasonCode
from partnerhub.errors import DomainError

_APPROVE, _REFUSE = ReasonCode.Kind.APPROVE, ReasonCode.Kind.REFUSE

SHIPPED = (
    (_APPROVE, "different-name", _("Different name: only common words agree")),
    (_APPROVE, "different-place", _("Different country or address")),
    (_APPROVE, "different-business", _("Different line of business or kind of party")),
    (_APPROVE, "different-identifiers", _("Registration number or date of birth differs")),
    (_APPROVE, "confirmed-by-documents", _("Identity confirmed by documents")),
    (_APPROVE, "entry-lapsed", _("The entry has expired or was removed")),
    (_REFUSE, "listed-party", _("The customer is the listed party")),
    (_REFUSE, "owned-by-listed-party", _("Owned or run by a listed party")),
    (_REFUSE, "listed-address", _("Works from a listed party's address")),
    (_REFUSE, "not-decidable", _("Cannot be decided with what is known")),
    (_REFUSE, "no-answer", _("The partner did not answer in time")),
    (_REFUSE, "earlier-refusal-stands", _("The earlier refusal stands")),
)


class UnknownReason(DomainError):
    """Choose one of the standard reasons for this decision."""

    code, status = 91030, 400


def ensure() -> None:
    """Ship the reasons to a portal that has none; what people removed stays removed."""
    if ReasonCode.objects.exists():
        return
    ReasonCode.objects.bulk_create(
        (
            ReasonCode(kind=kind, code=code, label=label, position=position)
            for position, (kind, code, label) in enumerate(SHIPPED)
        ),
        ignore_conflicts=True,
    )


def choices(kind: ReasonCode.Kind) -> list[tuple[str, str]]:
    """(code, label) of the active reasons for this kind of decision, those that were shipped translated."""
    reasons = ReasonCode.objects.filter(kind=kind, is_active=True)
    return [(code, gettext(label)) for code, label in reasons.values_list("code", "label")]


def named(code: str, kind: ReasonCode.Kind) -> ReasonCode:
    """The active reason of this code for this kind of decision, or UnknownReason."""
    reason = ReasonCode.objects.filter(code=code, kind=kind, is_active=True).first()
    if reason is None:
        raise UnknownReason(field="reason")
    return reason
