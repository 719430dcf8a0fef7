"""What the built-in platform knows of an organization that shall go."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models.platform import Organization, OutsideAdministrator
from customers.platform.base import Obstacle, ObstacleKind, PlatformRefused

MOST_USERS = 1


def obstacles_to(org_id: UUID) -> Sequence[Obstacle]:
    """Everything that stands in the way; an organization that is gone has nothing."""
    organization = Organization.objects.filter(pk=org_id).first()
    if organization is None:
        return ()
    users = organization.people.count()
    managed = OutsideAdministrator.objects.filter(person__organization=organization)
    counts = {
        ObstacleKind.LICENCES: organization.licences.count(),
        ObstacleKind.USERS: users if users > MOST_USERS else 0,
        ObstacleKind.MANAGED: managed.values("organization").distinct().count(),
    }
    found = [Obstacle(kind, count) for kind, count in counts.items() if count]
    if organization.outside_administrators.exists():
        found.append(Obstacle(ObstacleKind.MAPPED))
    return found


def remove(org_id: UUID) -> None:
    """The organization is gone, with its site, its places and its last user. Raises PlatformRefused."""
    with transaction.atomic():
        organization = Organization.objects.select_for_update().filter(pk=org_id).first()
        if organization is None:
            return
        if organization.reference or obstacles_to(org_id):
            raise PlatformRefused(_("The organization is in use again."))
        organization.delete()
