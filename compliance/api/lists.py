"""/v1/rpl/lists and /v1/rpl/imports: which lists there are, how they stand, and what was put into them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponse
from rest_framework.viewsets import GenericViewSet

from compliance.api import documents, reading
from compliance.lists import catalogue, freshness
from compliance.lists.freshness import ListHealth
from compliance.models import ListVersion, Publication, RestrictedList
from partnerhub.accounts.roles import Permission
from partnerhub.api import ids, queries
from partnerhub.api.pagination import KeysetPage, LinkPage
from partnerhub.api.reference import described
from partnerhub.api.requests import Request
from partnerhub.api.responses import answer
from partnerhub.api.viewsets import ScopedViewSet
from partnerhub.clock import now

READ = "partnerhub:lists_read"
TAG = "RPL"
IMPORTS = {
    "list": "Only of the list of this name.",
    "state": "published or refused.",
    "max": "1 to 100; 100 unless asked otherwise.",
    "cursor": "As in the Link header.",
}


class ListViewSet(ScopedViewSet):
    """The catalogue of restricted-party lists, to read."""

    queryset = RestrictedList.objects.all()
    permissions: ClassVar = {"list": Permission.LISTS_VIEW, "versions": Permission.LISTS_VIEW}
    scopes: ClassVar = {"list": READ, "versions": READ}

    @described("listRestrictedLists", answer=documents.ListOfLists, tag=TAG)
    def list(self, request: Request) -> HttpResponse:
        """Every list with its health."""
        at = now()
        lists = RestrictedList.objects.select_related("in_force__imported_by").order_by("slug")
        items = [_document_of(each, freshness.health_of(each, at=at)) for each in lists]
        may_answer = freshness.of_required(at=at).may_answer
        generation = Publication.current().generation
        return answer(documents.ListOfLists(items=items, may_answer=may_answer, generation=generation))

    @described("listRestrictedListVersions", answer=documents.VersionList, tag=TAG)
    def versions(self, request: Request, slug: str) -> HttpResponse:
        """The files of one list, newest first, refused ones included."""
        restricted_list = catalogue.list_named(slug)
        page = LinkPage(request)
        files = ListVersion.objects.filter(restricted_list=restricted_list).select_related("imported_by")
        items = [reading.version_of(each) for each in page.rows_of(files.order_by("-imported_at", "id"))]
        return answer(documents.VersionList(items=items), headers=page.headers)


class ImportViewSet(ScopedViewSet):
    """/v1/rpl/imports: what was put in, when, by whom, and what became of it. Refused files are there with the reasons."""

    queryset = ListVersion.objects.select_related("restricted_list", "imported_by", "confirmed_by")
    permissions: ClassVar = {"list": Permission.LISTS_VIEW, "retrieve": Permission.LISTS_VIEW}
    scopes: ClassVar = {"list": READ, "retrieve": READ}

    def get_queryset(self) -> Any:
        # Lists are nobody's own: whoever may see one sees all.
        return super(GenericViewSet, self).get_queryset()

    @described("listImports", answer=documents.ImportRunList, query=IMPORTS, tag=TAG)
    def list(self, request: Request) -> HttpResponse:
        """Imports of every list, newest first."""
        page, found = KeysetPage(request, order="imported_at"), self.get_queryset()
        if slug := queries.text(request, "list"):
            found = found.filter(restricted_list=catalogue.list_named(slug))
        if state := queries.choice(request, "state", ListVersion.State.values):
            found = found.filter(state=state)
        rows = page.cut([(each.imported_at, each.pk, each) for each in page.narrow(found)])
        items = [reading.import_of(each) for _at, _pk, each in rows]
        return answer(documents.ImportRunList(items=items), headers=page.headers)

    @described("getImport", answer=documents.ImportRun, tag=TAG)
    def retrieve(self, request: Request, import_id: str) -> HttpResponse:
        """One import."""
        found = self.get_queryset().filter(pk=ids.decode(import_id, reading.IMPORT_KIND)).first()
        if found is None:
            raise ids.UnknownId
        return answer(reading.import_of(found))


def _document_of(restricted_list: RestrictedList, health: ListHealth) -> documents.ListDocument:
    return documents.ListDocument(
        slug=restricted_list.slug,
        name=restricted_list.name,
        publisher=restricted_list.publisher,
        required=restricted_list.required,
        health=health.health.value,
        reason=health.reason,
        age_seconds=int(health.age.total_seconds()) if health.age is not None else None,
        warn_after_hours=restricted_list.warn_after_hours,
        block_after_hours=restricted_list.block_after_hours,
        in_force=reading.version_of(restricted_list.in_force) if restricted_list.in_force else None,
    )
