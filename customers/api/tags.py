"""/v1/partner/tags: tags of customers' organizations, as the partner API of the platform has them."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Max
from django.http import HttpResponse

from customers import tags
from customers.api.neighbours import ORGANIZATIONS
from customers.models import Customer, CustomerTag
from customers.models.tag import LONGEST_TAG, MOST_TAGS
from customers.tags import Tag
from partnerhub.accounts.roles import Permission
from partnerhub.api import acting, ids, queries
from partnerhub.api.pagination import LinkPage
from partnerhub.api.reference import described
from partnerhub.api.requests import Request
from partnerhub.api.responses import Document, answer
from partnerhub.api.shapes import ListOf, Shape, Text
from partnerhub.api.viewsets import ScopedViewSet
from partnerhub.clock import now

WRITE = "identity:organizations_rw"
TAG = Shape(
    {
        "name": Text(f"At most {LONGEST_TAG} characters, no comma.", "gold"),
        "description": Text("What you mean by it.", "Answered first"),
    },
    required=("name",),
)
ASSIGN = Shape(
    {"tags": ListOf(TAG, f"All tags of the organization, at most {MOST_TAGS}; [] takes them away.")},
    required=("tags",),
)
FIND = {
    "tags": "One or several, separated by commas; organizations that have any of them.",
    "max": "1 to 100; 100 unless asked otherwise.",
    "offset": "How many to skip.",
}


class TagDocument(Document, kw_only=True):
    """A tag."""

    name: str
    description: str | None = None


class TaggedOrganization(Document, kw_only=True):
    """An organization with its tags."""

    org_name: str
    org_id: str
    tags: list[str]


# The platform gives these lists bare, without `items` around them.
TAGS, TAGGED = list[TagDocument], list[TaggedOrganization]


class TagViewSet(ScopedViewSet):
    """Only organizations that are set up have tags: before that nobody knows their id."""

    queryset = Customer.objects.filter(org_id__isnull=False)
    permissions: ClassVar = {
        "list": Permission.CUSTOMERS_VIEW,
        "find": Permission.CUSTOMERS_VIEW,
        "retrieve": Permission.CUSTOMERS_VIEW,
        "assign": Permission.CUSTOMERS_EDIT,
    }
    scopes: ClassVar = {
        "list": ORGANIZATIONS,
        "find": ORGANIZATIONS,
        "retrieve": ORGANIZATIONS,
        "assign": WRITE,
    }

    @described("listTags", answer=TAGS, query={"type": "ORGANIZATION, the only one."}, tag="Neighbours")
    def list(self, request: Request) -> HttpResponse:
        """Every tag that any of the partner's customers has."""
        queries.choice(request, "type", ["ORGANIZATION"])
        rows = CustomerTag.objects.filter(customer__in=self._own()).order_by("name").values_list("name")
        return answer([_document(name, about) for name, about in rows.annotate(about=Max("description"))])

    @described("findOrganizationsByTag", answer=TAGGED, query=FIND, tag="Neighbours")
    def find(self, request: Request) -> HttpResponse:
        """The partner's customers that have any of these tags, newest first."""
        names = [name for name in (queries.text(request, "tags") or "").split(",") if name]
        page = LinkPage(request)
        tagged = CustomerTag.objects.filter(name__in=names).values("customer")
        found = self._own().filter(pk__in=tagged).order_by("-created_at", "-id").prefetch_related("tags")
        return answer([_organization(customer) for customer in page.rows_of(found)], headers=page.headers)

    @described("getTagsOfOrganization", answer=TaggedOrganization, tag="Neighbours")
    def retrieve(self, request: Request, org_id: str) -> HttpResponse:
        """One organization's tags."""
        return answer(_organization(self._customer(org_id)))

    @described("assignTags", answer=TAGS, body=ASSIGN, tag="Neighbours")
    def assign(self, request: Request, org_id: str) -> HttpResponse:
        """These tags instead of those that it had."""
        customer = self._customer(org_id)
        wanted = [Tag(**tag) for tag in ASSIGN.require(request.data)["tags"]]
        tags.assign(customer, wanted, by=request.user, at=now())
        return answer([_document(tag.name, tag.description) for tag in wanted])

    def _own(self) -> Any:
        partner = acting.partner_of(self.request)
        return self.get_queryset().owned_by(partner) if partner else self.get_queryset()

    def _customer(self, org_id: str) -> Customer:
        pk = ids.decode(org_id, "ORGANIZATION")
        customer: Customer | None = self.get_queryset().select_related("partner").filter(org_id=pk).first()
        if customer is None:
            raise ids.UnknownId
        return customer


def _document(name: str, description: str) -> TagDocument:
    return TagDocument(name=name, description=description or None)


def _organization(customer: Customer) -> TaggedOrganization:
    return TaggedOrganization(
        org_name=str(customer),
        org_id=ids.encode("ORGANIZATION", customer.org_id or UUID(int=0)),
        tags=[tag.name for tag in customer.tags.all()],
    )
