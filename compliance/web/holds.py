"""Who waits because no screening was possible (R5)."""

from __future__ import annotations

from django.http import HttpResponse

from compliance.lists import freshness
from compliance.models import ScreeningHold
from compliance.web import desk
from partnerhub.accounts.roles import Permission
from partnerhub.accounts.web.guards import PortalRequest, requires
from partnerhub.clock import now

SHOWN = 200


@requires(Permission.CASES_VIEW)
def holds(request: PortalRequest) -> HttpResponse:
    """Open holds by deadline; they go on by themselves."""
    waiting = ScreeningHold.objects.visible_to(request.access).filter(resolved_at=None)  # type: ignore[attr-defined]
    shown = waiting.select_related("subject__partner").order_by("due_at", "id")[:SHOWN]
    context = {"holds": shown, "total": waiting.count(), "health": freshness.of_required(at=now())}
    return desk.show(request, "compliance/holds.html", context)
