"""/v1/wholesale/billing/reports: the contract's operations 15 to 18."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from msgspec import field

from customers import billing_files, billing_reports
from customers.enums import ReportCategory, ReportState, ReportType
from customers.models import BillingReport
from partnerhub.accounts.roles import Permission
from partnerhub.accounts.web.guards import public
from partnerhub.api import acting, ids, queries
from partnerhub.api.pagination import whole_number
from partnerhub.api.reference import described
from partnerhub.api.requests import Request
from partnerhub.api.responses import Document, answer, moment, nothing, url_of
from partnerhub.api.shapes import Day, Flag, Shape, Text, day_of
from partnerhub.api.viewsets import ScopedViewSet
from partnerhub.clock import now
from partnerhub.errors import Invalid, Problem

READ = "spark-admin:wholesale_billing_reports_read"
WRITE = "spark-admin:wholesale_billing_reports_write"
SUB_PARTNER = "subPartnerOrgId"
_ORDERS = {
    "id": "id",
    "billingStartDate": "-start_date",
    "billingEndDate": "-end_date",
    "status": "state",
}
LIST_QUERY = {
    SUB_PARTNER: "Of this sub-partner.",
    "billingStartDate": "Exactly this first day.",
    "billingEndDate": "Exactly this last day.",
    "type": "PARTNER, CUSTOMER or USER.",
    "status": "IN_PROGRESS, COMPLETED or FAILED.",
    "sortBy": "id, billingStartDate, billingEndDate or status.",
    "max": "1 to 100; 100 unless asked otherwise.",
}

CREATE = Shape(
    {
        "billingStartDate": Day("The first day, YYYY-MM-DD.", "2026-05-01"),
        "billingEndDate": Day("The last day, YYYY-MM-DD.", "2026-05-31"),
        "type": Text("PARTNER unless asked otherwise.", values=ReportType.values),
        "category": Text(
            "RECONCILIATION (usage) unless asked otherwise, or POINT_IN_TIME.", values=ReportCategory.values
        ),
        SUB_PARTNER: Text("The organization id of a sub-partner."),
        "internal": Flag("true: count the partner's own organization too."),
    },
    required=("billingStartDate", "billingEndDate"),
)


class ReportError(Document, kw_only=True):
    """Here the contract writes `code`, not `errorCode`."""

    code: int
    description: str


class ReportId(Document, kw_only=True):
    """A report that was asked for."""

    id: str
    billing_start_date: str
    billing_end_date: str
    type: str
    category: str
    internal: bool


class ListedReport(Document, kw_only=True):
    """A report in the list."""

    id: str
    billing_start_date: str
    billing_end_date: str
    status: str
    type: str
    category: str


class Report(Document, kw_only=True):
    """A report; its link is there once it is completed, and good for an hour."""

    id: str
    billing_start_date: str
    billing_end_date: str
    type: str
    category: str
    created: str
    created_by: str
    status: str
    temp_download_url: str | None = field(default=None, name="tempDownloadURL")
    errors: list[ReportError]
    internal: bool


class ReportList(Document, kw_only=True):
    """Reports, the latest period first."""

    items: list[ListedReport]


class BillingReportViewSet(ScopedViewSet):
    """Billing reports of the caller's partner or of one of its sub-partners."""

    queryset = BillingReport.objects.all()
    permissions: ClassVar = {
        "list": Permission.BILLING_VIEW,
        "create": Permission.BILLING_EDIT,
        "retrieve": Permission.BILLING_VIEW,
        "destroy": Permission.BILLING_EDIT,
    }
    scopes: ClassVar = {"list": READ, "create": WRITE, "retrieve": READ, "destroy": WRITE}

    @described("listBillingReports", answer=ReportList, query=LIST_QUERY)
    def list(self, request: Request) -> HttpResponse:
        """The reports, without paging: the contract has none here."""
        most = whole_number(request, "max", default=100, least=1, most=100)
        order = _ORDERS[queries.choice(request, "sortBy", _ORDERS, default="billingStartDate")]
        partner = acting.partner_of(request, SUB_PARTNER)
        found = self.get_queryset().filter(**_filters(request)).order_by(order, "-created_at", "-id")
        if partner is not None:
            found = found.owned_by(partner)
        return answer(ReportList(items=[_listed(report) for report in found[:most]]))

    @described("createBillingReport", answer=ReportId, body=CREATE)
    def create(self, request: Request) -> HttpResponse:
        """Ask for a report: 200, then to be polled until it is COMPLETED."""
        body = CREATE.require(request.data)
        partner = acting.named_partner(request, body.get(SUB_PARTNER, ""), field=SUB_PARTNER)
        if partner is None:
            raise ids.UnknownId
        report = billing_reports.create(
            partner=partner,
            start=body["billingStartDate"],
            end=body["billingEndDate"],
            report_type=body.get("type", "PARTNER"),
            category=body.get("category", "RECONCILIATION"),
            internal=body.get("internal", False),
            by=request.user,
            at=now(),
        )
        return answer(ReportId(**_facts(report), internal=report.includes_internal))

    @described("getBillingReport", answer=Report)
    def retrieve(self, request: Request, report_id: str) -> HttpResponse:
        """One report, with its link once it is completed."""
        report = self._report()
        link = None
        if billing_reports.is_downloadable(report):
            link = url_of(request, reverse("billing-download", args=[billing_files.key_of(report)]))
        return answer(
            Report(
                **_facts(report),
                created=moment(report.created_at),
                created_by=ids.encode("PEOPLE", report.created_by_id),
                status=report.state,
                temp_download_url=link,
                errors=[ReportError(**error) for error in report.errors],
                internal=report.includes_internal,
            )
        )

    @described("deleteBillingReport", status=204)
    def destroy(self, request: Request, report_id: str) -> HttpResponse:
        """Remove a report and its file."""
        billing_reports.delete(self._report(), by=request.user, at=now())
        return nothing()

    def _report(self) -> BillingReport:
        try:
            pk = ids.decode(self.kwargs["report_id"], "BILLING_REPORT")
        except ids.UnknownId:
            raise billing_reports.ReportNotFound from None
        report = self.get_queryset().select_related("partner").filter(pk=pk).first()
        if report is None:
            raise billing_reports.ReportNotFound
        return report


@public
def download(request: HttpRequest, key: str) -> FileResponse:
    """The file, for whoever has the signed link, for an hour."""
    report = billing_files.report_of(key)
    path = billing_files.path_of(report.pk) if report else None
    if path is None or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type="text/csv")


def _filters(request: Request) -> dict[str, Any]:
    wanted: dict[str, Any] = {
        "type": queries.choice(request, "type", ReportType.values) or None,
        "state": queries.choice(request, "status", ReportState.values) or None,
    }
    for name, column in (("billingStartDate", "start_date"), ("billingEndDate", "end_date")):
        text = queries.text(request, name)
        wanted[column] = _day(text, name) if text else None
    return {column: value for column, value in wanted.items() if value is not None}


def _day(text: str, name: str) -> date:
    found = day_of(text)
    if found is None:
        raise Invalid([Problem(90001, _("%(name)s must be a day, as YYYY-MM-DD.") % {"name": name}, name)])
    return found


def _facts(report: BillingReport) -> dict[str, str]:
    return {
        "id": ids.encode("BILLING_REPORT", report.pk),
        "billing_start_date": report.start_date.isoformat(),
        "billing_end_date": report.end_date.isoformat(),
        "type": report.type,
        "category": report.category,
    }


def _listed(report: BillingReport) -> ListedReport:
    return ListedReport(**_facts(report), status=report.state)
