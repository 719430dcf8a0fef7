"""Who may change telephony: the operator, and the portal's own jobs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from partnerhub.accounts.models import User
from partnerhub.accounts.roles import Permission
from partnerhub.errors import DomainError


class EditingRefused(DomainError):
    """Telephony is changed by the operator only."""

    code, status = 92005, 403
    sentence = _("Telephony is changed by the operator only.")


def can_edit(user: User) -> bool:
    """May this person or job change domains, numbers and tables?"""
    return user.kind == User.Kind.JOB or Permission.TELEPHONY_EDIT in user.role_permissions


def check_can_edit(user: User) -> None:
    """Raise EditingRefused for everybody else."""
    if not can_edit(user):
        raise EditingRefused
