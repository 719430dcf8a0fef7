"""The review desk's pages, mounted under /rpl/."""

from django.urls import path

from compliance.web import bulk, case, desk, holds, lists, metrics

app_name = "compliance"
urlpatterns = [
    path("", desk.queue, name="queue"),
    path("claim-next/", desk.claim_next, name="claim-next"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("holds/", holds.holds, name="holds"),
    path("lists/", lists.lists, name="lists"),
    path("lists/<slug:slug>/confirm/", lists.confirm, name="list-confirm"),
    path("lists/<slug:slug>/<int:number>/", lists.version, name="list-version"),
    path("metrics/", metrics.metrics, name="metrics"),
    path("metrics.csv", metrics.export, name="metrics-csv"),
    path("<uuid:pk>/", case.case, name="case"),
    path("<uuid:pk>/claim/", case.claim, name="claim"),
    path("<uuid:pk>/release/", case.release, name="release"),
    path("<uuid:pk>/assign/", case.assign, name="assign"),
    path("<uuid:pk>/dispositions/", case.dispositions, name="dispositions"),
    path("<uuid:pk>/note/", case.note, name="note"),
    path("<uuid:pk>/escalate/", case.escalate, name="escalate"),
    path("<uuid:pk>/ask/", case.ask, name="ask"),
    path("<uuid:pk>/approve/", case.approve, name="approve"),
    path("<uuid:pk>/confirm/", case.confirm, name="confirm"),
    path("<uuid:pk>/send-back/", case.send_back, name="send-back"),
    path("<uuid:pk>/refuse/", case.refuse, name="refuse"),
    path("<uuid:pk>/search-again/", case.search_again, name="search-again"),
]
