"""/v1/wholesale/customers: the contract's operations 1 to 6."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponse

from customers import changes, deletion, dry_run, onboarding, precheck
from customers.api import bodies, customer_rows, documents, filters, orders
from customers.api.documents import ResourceUrl
from customers.api.dry_runs import difference_of
from customers.api.reading import documents_of
from customers.models import Customer
from partnerhub.accounts.models import Partner
from partnerhub.accounts.roles import Permission
from partnerhub.api import acting, conditional, ids
from partnerhub.api.pagination import KeysetPage
from partnerhub.api.queries import flag
from partnerhub.api.reference import described
from partnerhub.api.requests import Request
from partnerhub.api.responses import answer, encode, nothing, url_of
from partnerhub.api.viewsets import ScopedViewSet
from partnerhub.clock import now

READ = "spark-admin:wholesale_customers_read"
WRITE = "spark-admin:wholesale_customers_write"

ON_BEHALF = {acting.ON_BEHALF_OF: "The organization id of a sub-partner."}
DRY_RUN = {**ON_BEHALF, "dryRun": "true: only say what it would do (200)."}
LICENCES = {**ON_BEHALF, "includePackageLicenseInfo": "true: with licence ids."}
LIST_QUERY = {
    **ON_BEHALF,
    "externalId": "Exactly this id.",
    "orgId": "Exactly this organization.",
    "status": "One or several, as status=a&status=b or status=a,b.",
    "ownOrganization": "false leaves the partner's own organization out.",
    "max": "1 to 100; 100 unless asked otherwise.",
    "offset": "How many to skip.",
    "cursor": "As in the Link header.",
}


class CustomerRows(ScopedViewSet):
    """What every endpoint of one customer shares: it is found by its id among the rows that the caller may know of."""

    queryset = Customer.objects.all()

    def get_queryset(self) -> Any:
        customers = super().get_queryset()
        if acting.names_another(self.request):
            return customers.filter(partner=acting.partner_of(self.request))
        return customers

    def get_object(self) -> Customer:
        """The customer of the path. Raises UnknownId for one of a stranger too."""
        pk = ids.decode(self.kwargs["customer_id"], *ids.CUSTOMER_KINDS)
        customer = self.get_queryset().select_related("partner__parent", "subject").filter(pk=pk).first()
        if customer is None:
            raise ids.UnknownId
        return customer

    def get_document(self, *, with_licences: bool = False) -> documents.Customer:
        """What the API says of the customer of the path, without the model's detour."""
        pk = ids.decode(self.kwargs["customer_id"], *ids.CUSTOMER_KINDS)
        named = acting.partner_of(self.request) if acting.names_another(self.request) else None
        rows = customer_rows.one_of(self.request.auth, pk, owner=named)
        if not rows:
            raise ids.UnknownId
        return documents_of(rows, with_licences=with_licences)[0]

    def check_seen(self) -> None:
        """Raise conditional.Changed where the caller names another state of the customer than the present one."""
        conditional.check_match(self.request, lambda: conditional.etag_of(encode(self.get_document())))


class CustomerViewSet(CustomerRows):
    """Customers, as the contract has them."""

    permissions: ClassVar = {
        "list": Permission.CUSTOMERS_VIEW,
        "create": Permission.CUSTOMERS_CREATE,
        "retrieve": Permission.CUSTOMERS_VIEW,
        "update": Permission.CUSTOMERS_EDIT,
        "destroy": Permission.CUSTOMERS_EDIT,
        "validate": Permission.CUSTOMERS_CREATE,
    }
    scopes: ClassVar = {
        "list": READ,
        "create": WRITE,
        "retrieve": READ,
        "update": WRITE,
        "destroy": WRITE,
        "validate": READ,
    }

    @described("listCustomers", answer=documents.CustomerList, query=LIST_QUERY)
    def list(self, request: Request) -> HttpResponse:
        """Customers of the caller's partner, or of the sub-partner that is named, newest first."""
        page, wishes = KeysetPage(request), filters.customer_wishes(request)
        owner = acting.partner_of(request)
        rows = customer_rows.page_of(request.auth, owner=owner, wishes=wishes, page=page)
        return answer(documents.CustomerList(items=documents_of(rows)), headers=page.headers)

    @described("createCustomer", answer=documents.ResourceUrl, status=202, body=bodies.CREATE, query=DRY_RUN)
    def create(self, request: Request) -> HttpResponse:
        """A new customer: accepted, to be followed at `url`."""
        partner = _creating_partner(request)
        body, problems = bodies.CREATE.parse(request.data)
        order = orders.order_of(body)
        orders.refuse_misshapen(problems, order, partner=partner)
        if flag(request, "dryRun"):
            return answer(difference_of(dry_run.of_order(order, partner=partner)))
        customer = onboarding.onboard(order, partner=partner, by=request.user, at=now())
        return accepted(request, customer)

    @described("getCustomer", answer=documents.Customer, query=LICENCES)
    def retrieve(self, request: Request, customer_id: str) -> HttpResponse:
        """One customer; with `includePackageLicenseInfo=true` its licences too."""
        document = self.get_document(with_licences=flag(request, "includePackageLicenseInfo"))
        content = encode(document)
        headers = {"Location": url_of(request, f"/v1/wholesale/customers/{document.id}")}
        response = HttpResponse(content, content_type="application/json", headers=headers)
        return conditional.tagged(request, response, conditional.etag_of(content))

    @described("updateCustomer", answer=documents.ResourceUrl, status=202, body=bodies.UPDATE, query=DRY_RUN)
    def update(self, request: Request, customer_id: str) -> HttpResponse:
        """A change: `packages` is complete. Another address is screened first."""
        customer = self.get_object()
        self.check_seen()
        body, problems = bodies.UPDATE.parse(request.data)
        change = orders.change_of(body)
        orders.refuse_misshapen_change(problems, customer, change)
        if flag(request, "dryRun"):
            return answer(difference_of(dry_run.of_change(customer, change)))
        customer = changes.make(customer, change, by=request.user, at=now(), unchanged=self.check_seen)
        return accepted(request, customer)

    @described("deleteCustomer", status=202, query=ON_BEHALF)
    def destroy(self, request: Request, customer_id: str) -> HttpResponse:
        """Remove the mapping between customer and organization; gone once the platform has released it."""
        customer = self.get_object()
        self.check_seen()
        deletion.delete(customer, by=request.user, at=now(), unchanged=self.check_seen)
        return nothing(202)

    @described("precheckCustomer", answer=documents.PrecheckResult, body=bodies.PRECHECK, query=ON_BEHALF)
    def validate(self, request: Request) -> HttpResponse:
        """Would this order be valid? Nothing is written."""
        partner = _creating_partner(request)
        precheck.check_partner(partner)
        body, problems = bodies.PRECHECK.parse(request.data)
        order = orders.order_of(body)
        orders.refuse_misshapen(problems, order, partner=partner, only_given=True)
        checked = precheck.check(order, partner=partner, only_given=True)
        precheck.refuse(checked.problems)
        checked = onboarding.name_from_platform(checked)
        return answer(precheck_result((*checked.notes, *dry_run.review_notes(checked.order))))


def accepted(request: Request, customer: Customer) -> HttpResponse:
    """202 with the place where it goes on. The id is everything after the last slash."""
    url = url_of(request, f"/v1/wholesale/customers/{ids.encode('ENTERPRISE', customer.pk)}")
    return answer(ResourceUrl(url=url), status=202, headers={"Location": url})


def precheck_result(notes: Any) -> documents.PrecheckResult:
    """100, and what else is worth knowing."""
    passed = documents.Info(info_code=100, description="Provisioning preCheck validation successful.")
    others = [
        documents.Info(info_code=note.code, description=str(note.message), field_name=note.field or None)
        for note in notes
        if note.code != passed.info_code
    ]
    return documents.PrecheckResult(message="success", info=[passed, *others])


def _creating_partner(request: Request) -> Partner:
    partner = acting.partner_of(request)
    if partner is None:  # Creating is for partners' roles, and those have a partner.
        raise ids.UnknownId
    return partner
