"""/v1/wholesale/customers/{id}/setup: what is set up, what is missing, and doing the missing part (M16)."""

from __future__ import annotations

from typing import ClassVar

from django.http import HttpResponse

from customers import setup
from customers.api.customers import READ, WRITE, CustomerRows
from customers.setup import Checklist
from partnerhub.accounts.roles import Permission
from partnerhub.api.reference import described
from partnerhub.api.requests import Request
from partnerhub.api.responses import Document, answer
from partnerhub.clock import now


class SetupItem(Document, kw_only=True):
    """One thing of the checklist: done, missing or failed. `of` names a package or a person."""

    kind: str
    label: str
    of: str = ""
    state: str
    detail: str = ""


class SetupState(Document, kw_only=True):
    """The checklist; `started` where this call set something in motion."""

    complete: bool
    started: bool
    items: list[SetupItem]


class SetupViewSet(CustomerRows):
    """The setup tool, as often as wanted."""

    permissions: ClassVar = {"show": Permission.CUSTOMERS_VIEW, "run": Permission.CUSTOMERS_EDIT}
    scopes: ClassVar = {"show": READ, "run": WRITE}

    @described("showSetup", answer=SetupState, tag="Partner Hub")
    def show(self, request: Request, customer_id: str) -> HttpResponse:
        """What is done and what is missing."""
        return answer(_state(setup.checklist(self.get_object())))

    @described("runSetup", answer=SetupState, status=(200, 202), tag="Partner Hub")
    def run(self, request: Request, customer_id: str) -> HttpResponse:
        """Do what is missing, repeat nothing. 202 where something was set in motion, 200 where nothing was missing."""
        found = setup.run(self.get_object(), by=request.user, at=now())
        return answer(_state(found), status=202 if found.started else 200)


def _state(found: Checklist) -> SetupState:
    items = [
        SetupItem(
            kind=str(item.kind), label=str(item.label), of=item.of, state=item.state.value, detail=item.detail
        )
        for item in found.items
    ]
    return SetupState(complete=found.is_complete, started=found.started, items=items)
