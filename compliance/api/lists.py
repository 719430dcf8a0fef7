"""/v1/rpl/lists: which lists there are, how they stand, and their versions."""

from __future__ import annotations

from typing import ClassVar

from django.http import HttpResponse

from compliance.api import documents, reading
from compliance.lists import catalogue, freshness
from compliance.lists.freshness import ListHealth
from compliance.models import ListVersion, Publication, RestrictedList
from partnerhub.accounts.roles import Permission
from partnerhub.api.pagination import LinkPage
from partnerhub.api.requests import Request
from partnerhub.api.responses import answer
from partnerhub.api.viewsets import ScopedViewSet
from partnerhub.clock import now

READ = "partnerhub:lists_read"


class ListViewSet(ScopedViewSet):
    """The catalogue of restricted-party lists, to read."""

    queryset = RestrictedList.objects.all()
    permissions: ClassVar = {"list": Permission.LISTS_VIEW, "versions": Permission.LISTS_VIEW}
    scopes: ClassVar = {"list": READ, "versions": READ}

    def list(self, request: Request) -> HttpResponse:
        """Every list with its health."""
        at = now()
        lists = RestrictedList.objects.select_related("in_force__imported_by").order_by("slug")
        items = [_document_of(each, freshness.health_of(each, at=at)) for each in lists]
        may_answer = freshness.of_required(at=at).may_answer
        generation = Publication.current().generation
        return answer(documents.ListOfLists(items=items, may_answer=may_answer, generation=generation))

    def versions(self, request: Request, slug: str) -> HttpResponse:
        """The files of one list, newest first, refused ones included."""
        restricted_list = catalogue.list_named(slug)
        page = LinkPage(request)
        files = ListVersion.objects.filter(restricted_list=restricted_list).select_related("imported_by")
        items = [reading.version_of(each) for each in page.rows_of(files.order_by("-imported_at", "id"))]
        return answer(documents.VersionList(items=items), headers=page.headers)


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
