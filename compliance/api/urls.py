"""The reviewers' API."""

from django.urls import path

from compliance.api.cases import CaseViewSet
from compliance.api.lists import ImportViewSet, ListViewSet

CASE = "rpl/cases/<str:case_id>"
# The last part of the path and the action that it names.
_ACTS = {
    "claim": "claim",
    "release": "release",
    "assign": "assign",
    "dispositions": "dispositions",
    "notes": "notes",
    "escalate": "escalate",
    "ask": "ask",
    "approve": "approve",
    "confirm": "confirm",
    "sendBack": "send_back",
    "refuse": "refuse",
}

urlpatterns = [
    path("rpl/cases", CaseViewSet.as_view({"get": "list"})),
    path("rpl/cases/claimNext", CaseViewSet.as_view({"post": "claim_next"})),
    path(CASE, CaseViewSet.as_view({"get": "retrieve"})),
    *(path(f"{CASE}/{name}", CaseViewSet.as_view({"post": action})) for name, action in _ACTS.items()),
    path("rpl/lists", ListViewSet.as_view({"get": "list"})),
    path("rpl/lists/<slug:slug>/versions", ListViewSet.as_view({"get": "versions"})),
    path("rpl/imports", ImportViewSet.as_view({"get": "list"})),
    path("rpl/imports/<str:import_id>", ImportViewSet.as_view({"get": "retrieve"})),
]
