"""/v1/wholesale/subPartners: the contract's operation 7."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse

from partnerhub.accounts.models import Partner
from partnerhub.accounts.roles import Permission
from partnerhub.api import ids, queries
from partnerhub.api.pagination import LinkPage
from partnerhub.api.reference import described
from partnerhub.api.requests import Request
from partnerhub.api.responses import Document, answer, moment
from partnerhub.api.viewsets import ScopedViewSet


class SubPartner(Document, kw_only=True):
    """A sub-partner: `active` may do everything, `suspended` may only delete."""

    org_id: str
    subscription_id: str | None = None
    provisioning_state: str
    created: str
    billing_start_date: str | None = None
    name: str


class SubPartnerList(Document, kw_only=True):
    """The schema of the contract says items, its example subPartners: both hold the same."""

    items: list[SubPartner]
    sub_partners: list[SubPartner]


class SubPartnerViewSet(ScopedViewSet):
    """The sub-partners of the caller's partner; all of them for the portal's own staff."""

    permissions: ClassVar = {"list": Permission.SUB_PARTNERS_VIEW}
    scopes: ClassVar = {"list": "spark-admin:wholesale_sub_partners_read"}

    @described("listSubPartners", answer=SubPartnerList, query={"provisioningState": "active or suspended."})
    def list(self, request: Request) -> HttpResponse:
        """Sub-partners, newest first."""
        page = LinkPage(request)
        state = queries.choice(request, "provisioningState", Partner.State.values)
        found = self._visible().select_related("subscription").order_by("-created_at", "-id")
        rows = page.rows_of(found.filter(provisioning_state=state) if state else found)
        items = [_document(partner) for partner in rows]
        return answer(SubPartnerList(items=items, sub_partners=items), headers=page.headers)

    def _visible(self) -> QuerySet[Partner]:
        access = self.request.auth
        partners = Partner.objects.filter(parent__isnull=False)
        return partners.filter(parent=access.partner) if access.is_partner else partners


def _document(partner: Partner) -> SubPartner:
    subscription = getattr(partner, "subscription", None)
    begins = subscription.billing_start_date if subscription else partner.created_at.date()
    return SubPartner(
        org_id=ids.encode("ORGANIZATION", partner.org_id),
        subscription_id=subscription.number if subscription else None,
        provisioning_state=partner.provisioning_state,
        created=moment(partner.created_at),
        billing_start_date=f"{begins.isoformat()}T00:00:00.000Z",
        name=partner.name,
    )
