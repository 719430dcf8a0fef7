"""The words of a case's history. Pages make them from action names; here translators find them."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

SENTENCES = (
    _("Case answered"),
    _("Case approval proposed"),
    _("Case approved"),
    _("Case assigned"),
    _("Case claim lapsed"),
    _("Case claimed"),
    _("Case disposition set"),
    _("Case escalated"),
    _("Case evidence incomplete"),
    _("Case expired"),
    _("Case information requested"),
    _("Case matches joined"),
    _("Case note added"),
    _("Case opened"),
    _("Case overdue"),
    _("Case refused"),
    _("Case released"),
    _("Case sent back"),
    _("Case withdrawn"),
)

FIELDS = (
    _("Assignee"),
    _("Clearance"),
    _("Comment"),
    _("Disposition"),
    _("Due at"),
    _("Entry removed"),
    _("Joined"),
    _("Match"),
    _("Reason"),
    _("State"),
    _("Trigger"),
    _("Version"),
)

VALUES = (
    _("Approved"),
    _("Awaiting information"),
    _("Create"),
    _("Escalated"),
    _("Expired"),
    _("False positive"),
    _("In review"),
    _("Inconclusive"),
    _("List update"),
    _("Manual"),
    _("New"),
    _("Pending second approval"),
    _("Profile change"),
    _("Refused"),
    _("Resubmit"),
    _("Retry"),
    _("True match"),
    _("Undecided"),
    _("Withdrawn"),
)
