"""/v1/rpl/cases: the review queue for programs.

Ids are opaque, as everywhere (kind RPL_CASE); a match's id is a number.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from django.http import HttpResponse

from compliance import queue, review
from compliance.api import bodies, documents, reading
from compliance.enums import CaseState, Trigger
from compliance.models import ReviewCase
from compliance.queue import Tab
from compliance.review import Judgement
from partnerhub.accounts.models import User
from partnerhub.accounts.roles import Permission
from partnerhub.api import ids, queries
from partnerhub.api.errors import body_of
from partnerhub.api.pagination import KeysetPage
from partnerhub.api.reference import described
from partnerhub.api.requests import Request
from partnerhub.api.responses import answer
from partnerhub.api.shapes import Shape
from partnerhub.api.viewsets import ScopedViewSet
from partnerhub.clock import database_now, now
from partnerhub.errors import DomainError, Invalid, Problem

READ, WRITE = "partnerhub:cases_read", "partnerhub:cases_write"
TAG = "RPL"
LIST_QUERY = {
    "tab": "A tab of the queue.",
    "state": "One or several states.",
    "trigger": "One or several triggers.",
    "q": "Part of a name, reference or partner.",
    "max": "1 to 100; 100 unless asked otherwise.",
    "cursor": "As in the Link header.",
}

type Verb = Callable[..., Any]

_WORK = (
    "claim",
    "release",
    "dispositions",
    "notes",
    "escalate",
    "ask",
    "approve",
    "confirm",
    "send_back",
    "refuse",
)


class CaseViewSet(ScopedViewSet):
    """Cases of the RPL queue. A 409 carries `case`: the state and version as they are now."""

    queryset = ReviewCase.objects.select_related(*reading.RELATED)
    permissions: ClassVar = {
        "list": Permission.CASES_VIEW,
        "retrieve": Permission.CASES_VIEW,
        "claim_next": Permission.CASES_WORK,
        "assign": Permission.CASES_LEAD,
        **dict.fromkeys(_WORK, Permission.CASES_WORK),
    }
    scopes: ClassVar = {
        "list": READ,
        "retrieve": READ,
        "claim_next": WRITE,
        "assign": WRITE,
        **dict.fromkeys(_WORK, WRITE),
    }

    def get_object(self) -> ReviewCase:
        """The case of the path. Raises UnknownId for whoever may not know of it."""
        case = self.get_queryset().filter(pk=ids.decode(self.kwargs["case_id"], reading.CASE_KIND)).first()
        if case is None:
            raise ids.UnknownId
        return case

    @described("listCases", answer=documents.CaseList, query=LIST_QUERY, tag=TAG)
    def list(self, request: Request) -> HttpResponse:
        """By deadline; `tab`, `state`, `trigger`, `q` narrow it."""
        page = KeysetPage(request, order="due_at", descending=False)
        rows = page.cut([(case.due_at, case.pk, case) for case in page.narrow(self._narrowed(request))])
        items = [reading.summary_of(case) for _due_at, _pk, case in rows]
        return answer(documents.CaseList(items=items), headers=page.headers)

    def _narrowed(self, request: Request) -> Any:
        cases = self.get_queryset()
        if tab := queries.choice(request, "tab", [tab.value for tab in Tab]):
            cases = cases.filter(
                pk__in=queue.cases_of(Tab(tab), by=request.user, at=now()).order_by().values("pk")
            )
        if states := queries.choices(request, "state", CaseState.values):
            cases = cases.filter(state__in=states)
        if triggers := queries.choices(request, "trigger", Trigger.values):
            cases = cases.filter(trigger__in=triggers)
        return queue.searched(cases, queries.text(request, "q") or "")

    @described("getCase", answer=documents.FullCase, tag=TAG)
    def retrieve(self, request: Request, case_id: str) -> HttpResponse:
        """Everything that a decision needs, and what the caller may do."""
        return answer(reading.full(self.get_object(), by=request.user, at=now()))

    @described("claimNextCase", answer=documents.Case, tag=TAG)
    def claim_next(self, request: Request) -> HttpResponse:
        """The most urgent case that nobody works on."""
        case = review.claim_next(by=request.user, at=database_now())
        return self._now(request, case)

    @described("claimCase", answer=documents.Case, body=bodies.VERSION, tag=TAG)
    def claim(self, request: Request, case_id: str) -> HttpResponse:
        """Work on it."""
        return self._do(request, bodies.VERSION, review.claim)

    @described("releaseCase", answer=documents.Case, body=bodies.VERSION, tag=TAG)
    def release(self, request: Request, case_id: str) -> HttpResponse:
        """Give it back to the queue."""
        return self._do(request, bodies.VERSION, review.release)

    @described("assignCase", answer=documents.Case, body=bodies.ASSIGN, tag=TAG)
    def assign(self, request: Request, case_id: str) -> HttpResponse:
        """To a reviewer, named by e-mail."""
        return self._do(request, bodies.ASSIGN, _assign)

    @described("disposeMatches", answer=documents.Case, body=bodies.DISPOSITIONS, tag=TAG)
    def dispositions(self, request: Request, case_id: str) -> HttpResponse:
        """Of one match or several, all or none."""
        return self._do(request, bodies.DISPOSITIONS, _dispose)

    @described("addCaseNote", answer=documents.Case, body=bodies.NOTE, tag=TAG)
    def notes(self, request: Request, case_id: str) -> HttpResponse:
        """Write something down for the team."""
        return self._do(request, bodies.NOTE, review.add_note)

    @described("escalateCase", answer=documents.Case, body=bodies.EXPLAINED, tag=TAG)
    def escalate(self, request: Request, case_id: str) -> HttpResponse:
        """To a lead, with the reason."""
        return self._do(request, bodies.EXPLAINED, review.escalate)

    @described("askPartner", answer=documents.Case, body=bodies.ASK, tag=TAG)
    def ask(self, request: Request, case_id: str) -> HttpResponse:
        """Ask the partner something; the clock goes on."""
        return self._do(request, bodies.ASK, review.ask)

    @described("approveCase", answer=documents.Case, body=bodies.APPROVE, tag=TAG)
    def approve(self, request: Request, case_id: str) -> HttpResponse:
        """Approved, or waiting for a second person."""
        return self._do(request, bodies.APPROVE, review.approve)

    @described("confirmApproval", answer=documents.Case, body=bodies.CONFIRM, tag=TAG)
    def confirm(self, request: Request, case_id: str) -> HttpResponse:
        """By a different person."""
        return self._do(request, bodies.CONFIRM, review.confirm)

    @described("sendCaseBack", answer=documents.Case, body=bodies.EXPLAINED, tag=TAG)
    def send_back(self, request: Request, case_id: str) -> HttpResponse:
        """Not approved yet: back to the first reviewer, with the reason."""
        return self._do(request, bodies.EXPLAINED, review.send_back)

    @described("refuseCase", answer=documents.Case, body=bodies.REFUSE, tag=TAG)
    def refuse(self, request: Request, case_id: str) -> HttpResponse:
        """Onboarding does not go on."""
        return self._do(request, bodies.REFUSE, review.refuse)

    def handle_exception(self, exc: Exception) -> Any:
        """A conflict says how the case stands now."""
        if isinstance(exc, DomainError) and exc.status == 409 and "case_id" in self.kwargs:
            body = body_of(exc.status, exc.problems)
            return answer(body | {"case": reading.now_of(self.get_object())}, status=409)
        return super().handle_exception(exc)

    def _do(self, request: Request, shape: Shape, verb: Verb) -> HttpResponse:
        case = self.get_object()
        body = shape.require(request.data)
        verb(case, **body, by=request.user, at=database_now())
        return self._now(request, case)

    def _now(self, request: Request, case: ReviewCase) -> HttpResponse:
        return answer(reading.summary_of(self.get_queryset().get(pk=case.pk)))


def _assign(case: ReviewCase, *, assignee: str, by: User, at: datetime, version: int) -> None:
    person = User.objects.filter(email=assignee.lower(), is_active=True).first()
    if person is None:
        raise review.NotOnTheTeam(field="assignee")
    review.assign(case, person, by=by, at=at, version=version)


def _dispose(
    case: ReviewCase, *, matches: list[dict[str, Any]], by: User, at: datetime, version: int
) -> None:
    if not matches:
        raise Invalid([Problem(1001, "matches: at least one.", "matches")])
    judgements = [Judgement(each["id"], each["disposition"], each.get("comment", "")) for each in matches]
    review.set_dispositions(case, judgements, by=by, at=at, version=version)
