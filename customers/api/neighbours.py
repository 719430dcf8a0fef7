"""Calls that real clients make beside the wholesale ones: people/me, organizations, licenses, locations."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponse

from customers import changes, neighbours, organizations
from customers.models import Customer
from customers.orders import Change
from customers.platform.base import Obstacle, ObstacleKind
from partnerhub.accounts.models import Partner
from partnerhub.accounts.roles import Permission
from partnerhub.api import ids, queries
from partnerhub.api.pagination import LinkPage
from partnerhub.api.reference import described
from partnerhub.api.requests import Request
from partnerhub.api.responses import Document, answer, moment, nothing
from partnerhub.api.shapes import Shape, Text
from partnerhub.api.viewsets import ScopedViewSet
from partnerhub.clock import now
from partnerhub.errors import fields_named

ORGANIZATIONS = "spark-admin:organizations_read"
RENAME = Shape(
    {"displayName": Text("The new name; it is screened first.", "Contoso Bakery")}, required=("displayName",)
)


class Person(Document, kw_only=True):
    """Who calls."""

    id: str
    emails: list[str]
    display_name: str
    org_id: str
    type: str = "person"
    roles: list[str]
    created: str


class Organization(Document, kw_only=True):
    """An organization: the only source of a customer's name in the contract."""

    id: str
    display_name: str
    created: str


class License(Document, kw_only=True):
    """What an organization is entitled to."""

    id: str
    name: str
    total_units: int
    consumed_units: int
    subscription_id: str | None = None


class Location(Document, kw_only=True):
    """A place from which an organization calls."""

    id: str
    name: str
    org_id: str
    time_zone: str
    preferred_language: str
    announcement_language: str
    address: dict[str, str]


class Items(Document, kw_only=True):
    """A page of anything."""

    items: list[Any]


class PersonViewSet(ScopedViewSet):
    """The token test of every client."""

    # The permission that every role has.
    permissions: ClassVar = {"me": Permission.TELEPHONY_VIEW}
    scopes: ClassVar = {"me": ORGANIZATIONS}
    # Any good token may ask who it is: nothing is read but itself.
    any_scope = True

    @described("me", answer=Person, tag="Neighbours")
    def me(self, request: Request) -> HttpResponse:
        """Who the token's owner is."""
        user, partner = request.user, request.auth.partner
        return answer(
            Person(
                id=ids.encode("PEOPLE", user.pk),
                emails=[user.email],
                display_name=str(user),
                org_id=ids.encode("ORGANIZATION", partner.org_id if partner else UUID(int=0)),
                roles=[str(request.auth.role)],
                created=moment(user.date_joined),
            )
        )


class OrganizationViewSet(ScopedViewSet):
    """The partner's own organization and those of its customers."""

    queryset = Customer.objects.all()
    permissions: ClassVar = {
        "list": Permission.CUSTOMERS_VIEW,
        "retrieve": Permission.CUSTOMERS_VIEW,
        "show_identity": Permission.CUSTOMERS_VIEW,
        "rename": Permission.CUSTOMERS_EDIT,
        "destroy": Permission.CUSTOMERS_EDIT,
    }
    scopes: ClassVar = {
        "list": ORGANIZATIONS,
        "retrieve": ORGANIZATIONS,
        "show_identity": ORGANIZATIONS,
        "rename": "identity:organizations_rw",
        "destroy": "identity:organizations_rw",
    }

    @described("listOrganizations", answer=Items, tag="Neighbours")
    def list(self, request: Request) -> HttpResponse:
        """The partner's own organization first, then its customers', newest first."""
        page = LinkPage(request)
        partner = request.auth.partner
        rows = page.rows_of(self._set_up().order_by("-created_at", "-id"))
        items = [_organization(customer.org_id, str(customer), customer.created_at) for customer in rows]
        if partner is not None and page.offset == 0:
            items.insert(0, _organization(partner.org_id, partner.name, partner.created_at))
        return answer(Items(items=items), headers=page.headers)

    @described("getOrganization", answer=Organization, tag="Neighbours")
    def retrieve(self, request: Request, org_id: str) -> HttpResponse:
        """One organization: a customer's, or one whose customer was removed and that is still there."""
        pk, partner = ids.decode(org_id, "ORGANIZATION"), request.auth.partner
        if partner is not None and pk == partner.org_id:
            return answer(_organization(pk, partner.name, partner.created_at))
        customer = organizations.known(request.auth, pk)
        return answer(_organization(pk, str(customer), customer.created_at))

    @described("deleteOrganization", status=204, tag="Neighbours")
    def destroy(self, request: Request, org_id: str) -> HttpResponse:
        """Let an organization go for good, within minutes; 409 names everything that stands in the way."""
        pk, partner = ids.decode(org_id, "ORGANIZATION"), request.auth.partner
        if partner is not None and pk == partner.org_id:
            raise organizations.OrganizationStillUsed([Obstacle(ObstacleKind.PARTNER)])
        customer = organizations.known(request.auth, pk)
        organizations.request_removal(customer, by=request.user, at=now())
        return nothing()

    @described("getIdentityOrganization", answer=Organization, tag="Neighbours")
    def show_identity(self, request: Request, uuid: UUID) -> HttpResponse:
        """The same by its bare uuid, as the identity service has it."""
        return answer(self._document(uuid))

    @described("renameOrganization", answer=Organization, body=RENAME, tag="Neighbours")
    def rename(self, request: Request, uuid: UUID) -> HttpResponse:
        """Another name, screened like an address: proposed for a live customer until the check is clear."""
        name = RENAME.require(request.data)["displayName"]
        customer = self._customer(uuid)
        with fields_named({"customerInfo.name": "displayName"}):
            changes.make(customer, Change(name=name), by=request.user, at=now())
        return answer(self._document(uuid))

    def _set_up(self) -> Any:
        return self.get_queryset().filter(org_id__isnull=False)

    def _customer(self, org_id: UUID) -> Customer:
        customer = self._set_up().select_related("partner__parent", "subject").filter(org_id=org_id).first()
        if customer is None:
            raise ids.UnknownId
        return customer

    def _document(self, org_id: UUID) -> Organization:
        customer = self._customer(org_id)
        return _organization(org_id, str(customer), customer.created_at)


class _OrganizationsThings(ScopedViewSet):
    """Things of one organization, named by `orgId`; without it, of the partner's own, which has none."""

    queryset = Customer.objects.all()

    def get_customer(self) -> Customer | None:
        """The customer whose organization the query names. Raises UnknownId for a stranger's."""
        org_id = queries.opaque_id(self.request, "orgId", "ORGANIZATION")
        partner: Partner | None = self.request.auth.partner
        customer = self.get_queryset().filter(org_id=org_id).first() if org_id else None
        if org_id and customer is None and not (partner and partner.org_id == org_id):
            raise ids.UnknownId
        return customer


class LicenseViewSet(_OrganizationsThings):
    """GET /licenses?orgId="""

    permissions: ClassVar = {"list": Permission.CUSTOMERS_VIEW}
    scopes: ClassVar = {"list": "spark-admin:licenses_read"}

    @described("listLicenses", answer=Items, query={"orgId": "Of this organization."}, tag="Neighbours")
    def list(self, request: Request) -> HttpResponse:
        """What the organization is entitled to, and how much of it is used. -1 is unlimited."""
        customer = self.get_customer()
        assigned = (
            customer.assigned_packages.exclude(licence_code="").select_related("package") if customer else ()
        )
        items = [
            License(
                id=ids.encode("LICENSE", f"{customer.org_id if customer else ''}:{assignment.licence_code}"),
                name=assignment.package.label,
                total_units=-1 if assignment.quantity is None else assignment.quantity,
                consumed_units=assignment.used,
            )
            for assignment in assigned
        ]
        return answer(Items(items=items))


class LocationViewSet(_OrganizationsThings):
    """GET /locations?orgId="""

    permissions: ClassVar = {"list": Permission.CUSTOMERS_VIEW}
    scopes: ClassVar = {"list": "spark-admin:locations_read"}

    @described("listLocations", answer=Items, query={"orgId": "Of this organization."}, tag="Neighbours")
    def list(self, request: Request) -> HttpResponse:
        """The places from which the organization calls."""
        customer = self.get_customer()
        found = neighbours.locations_of(customer) if customer else ()
        return answer(Items(items=[_location(place, customer) for place in found if customer]))


def _organization(org_id: UUID, name: str, created: datetime) -> Organization:
    # Here the contract writes an offset instead of Z.
    at = created.astimezone(UTC).isoformat(timespec="milliseconds")
    return Organization(id=ids.encode("ORGANIZATION", org_id), display_name=name, created=at)


def _location(place: neighbours.Place, customer: Customer) -> Location:
    address = place.location.address
    return Location(
        id=ids.encode("LOCATION", place.id),
        name=place.location.name,
        org_id=ids.encode("ORGANIZATION", customer.org_id or UUID(int=0)),
        time_zone=place.location.timezone,
        preferred_language=place.location.language,
        announcement_language=place.location.language,
        address={
            "address1": address.line1,
            "address2": address.line2,
            "city": address.city,
            "state": address.state,
            "postalCode": address.postal_code,
            "country": address.country,
        },
    )
