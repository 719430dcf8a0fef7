"""The restricted-party lists: versions, freshness, doubts, what changed, and how far the re-screening is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from compliance.lists import freshness, parties
from compliance.lists.freshness import ListHealth
from compliance.models import ListVersion, Publication, RestrictedList, RestrictedParty, Subject
from compliance.web import desk
from partnerhub.accounts.roles import Permission
from partnerhub.accounts.web.guards import PortalRequest, requires
from partnerhub.clock import now
from partnerhub.errors import DomainError

VERSIONS_SHOWN, CHANGES_SHOWN = 8, 200


class ConfirmForm(forms.Form):
    """A person vouches for a list, and says why."""

    note = forms.CharField(
        label=gettext_lazy("How do you know that it is right?"),
        max_length=500,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


@dataclass(frozen=True, slots=True)
class ListView:
    """One list with its health and latest versions; `form` where a person may vouch for it."""

    restricted_list: RestrictedList
    health: ListHealth
    versions: list[ListVersion]
    form: ConfirmForm | None

    @property
    def is_used(self) -> bool:
        """Required, or imported once?"""
        return self.restricted_list.required or bool(self.versions)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the subjects to be watched are screened against the lists in force."""

    total: int
    done: int
    waiting_for_lists: int

    @property
    def left(self) -> int:
        return self.total - self.done


@requires(Permission.LISTS_VIEW)
def lists(request: PortalRequest) -> HttpResponse:
    """Every list of the catalogue, those switched on first."""
    return _show(request)


@requires(Permission.LISTS_EDIT)
@require_POST
def confirm(request: PortalRequest, slug: str) -> HttpResponse:
    """The version in force is right: its age starts again, and a doubt is settled."""
    restricted_list = get_object_or_404(RestrictedList, slug=slug)
    form = ConfirmForm(request.POST, auto_id=f"{slug}_%s")
    if not form.is_valid():
        return _show(request, {slug: form}, status=400)
    try:
        version = freshness.confirm(
            restricted_list, by=request.user, at=now(), note=form.cleaned_data["note"]
        )
    except DomainError as refusal:
        form.add_error(None, str(refusal.message))
        return _show(request, {slug: form}, status=refusal.status)
    messages.success(request, _("%(version)s was confirmed.") % {"version": version})
    return redirect("compliance:lists")


@requires(Permission.LISTS_VIEW)
def version(request: PortalRequest, slug: str, number: int) -> HttpResponse:
    """What one version changed."""
    found = get_object_or_404(
        ListVersion.objects.select_related("restricted_list", "imported_by", "confirmed_by"),
        restricted_list__slug=slug,
        number=number,
    )
    new, removed = parties.changed_between(found.restricted_list, number - 1, number)
    before = _before(found, [party.key for party in new])
    context = {
        "version": found,
        "added": [party for party in new if party.key not in before][:CHANGES_SHOWN],
        "changed": [(party, before[party.key]) for party in new if party.key in before][:CHANGES_SHOWN],
        "removed": _names(found, removed)[:CHANGES_SHOWN],
        "most": CHANGES_SHOWN,
    }
    return desk.show(request, "compliance/list_version.html", context)


def _show(
    request: PortalRequest, bound: dict[str, ConfirmForm] | None = None, *, status: int = 200
) -> HttpResponse:
    at = now()
    may_confirm = request.access.can(Permission.LISTS_EDIT)  # type: ignore[attr-defined]
    views = views_of(at=at, may_confirm=may_confirm, bound=bound or {})
    context = {
        "lists": [view for view in views if view.is_used],
        "unused": [view.restricted_list for view in views if not view.is_used],
        "progress": progress(),
        "publication": Publication.current(),
        "health": freshness.of_required(at=at),
    }
    return desk.show(request, "compliance/lists.html", context, status=status)


def views_of(*, at: datetime, may_confirm: bool, bound: dict[str, ConfirmForm]) -> list[ListView]:
    """The catalogue in two queries."""
    catalogue = list(RestrictedList.objects.select_related("in_force").order_by("-required", "name"))
    versions: dict[Any, list[ListVersion]] = defaultdict(list)
    for each in ListVersion.objects.select_related("imported_by", "confirmed_by").order_by("-imported_at")[
        :200
    ]:
        versions[each.restricted_list_id].append(each)
    return [
        ListView(
            restricted_list=each,
            health=freshness.health_of(each, at=at),
            versions=versions[each.pk][:VERSIONS_SHOWN],
            form=(bound.get(each.slug) or ConfirmForm(auto_id=f"{each.slug}_%s"))
            if may_confirm and each.in_force
            else None,
        )
        for each in catalogue
    ]


def progress() -> Progress:
    """Of the re-screening: one query."""
    generation = Publication.current().generation
    counts = Subject.objects.to_rescreen().aggregate(
        total=Count("pk"),
        done=Count("pk", filter=Q(screened_generation__gte=generation)),
        waiting=Count("pk", filter=Q(rescreening_due=True)),
    )
    return Progress(counts["total"], counts["done"], counts["waiting"])


def _before(version: ListVersion, keys: list[str]) -> dict[str, RestrictedParty]:
    """What the version before said of these parties."""
    found: dict[str, RestrictedParty] = {}
    for batch in parties.batches(keys[: CHANGES_SHOWN * 2]):
        rows = RestrictedParty.objects.filter(
            restricted_list=version.restricted_list, key__in=batch, last_version=(version.number or 0) - 1
        )
        found |= {row.key: row for row in rows}
    return found


def _names(version: ListVersion, keys: list[str]) -> list[RestrictedParty]:
    rows = RestrictedParty.objects.filter(
        restricted_list=version.restricted_list,
        key__in=keys[:CHANGES_SHOWN],
        last_version=(version.number or 0) - 1,
    )
    return list(rows)
