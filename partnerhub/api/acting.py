"""For which partner a call acts: the caller's own, or one of its sub-partners named in the query."""

from __future__ import annotations

from django.db.models import Q

from partnerhub.accounts.access import Access
from partnerhub.accounts.models import Partner
from partnerhub.api import ids
from partnerhub.api.requests import Request
from partnerhub.errors import fields_named

ON_BEHALF_OF = "onBehalfOfSubPartnerOrgId"


def partner_of(request: Request, parameter: str = ON_BEHALF_OF) -> Partner | None:
    """The partner whose rows a list shows and for whom a creation is made; None for the portal's own staff.

    Raises UnknownId where the query names an organization that is no sub-partner of the caller's.
    """
    return named_partner(request, request.query_params.get(parameter, ""), field=parameter)


def named_partner(request: Request, named: str, *, field: str) -> Partner | None:
    """The same, named anywhere else (in `field`); the caller's own where it is empty."""
    access: Access = request.auth
    if not named:
        return access.partner
    with fields_named({"": field}):
        org_id = ids.decode(named, "ORGANIZATION")
    partners = Partner.objects.filter(org_id=org_id)
    if access.is_partner and access.partner is not None:
        partners = partners.filter(Q(parent=access.partner) | Q(pk=access.partner.pk))
    partner = partners.select_related("parent").first()
    if partner is None:
        raise ids.UnknownId(field=field)
    return partner


def names_another(request: Request, parameter: str = ON_BEHALF_OF) -> bool:
    """Does the query name a sub-partner?"""
    return bool(request.query_params.get(parameter))
