"""Restricted-party lists, their versions, and the parties that each version names."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import connection, models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from compliance import entry_json
from compliance.entries import Entry, Kind
from compliance.models.settings import ScreeningSettings
from partnerhub.prepared import prepared


class SourceList(models.Model):
    """A publisher's own list. A consolidated file holds several; `hit_means` is what reviewers read."""

    code = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=200, help_text=_("As written in files; rows may also use the code."))
    hit_means = models.TextField(_("what a hit means"), blank=True)
    severity = models.PositiveSmallIntegerField(default=40, help_text=_("0-100; sorts the review queue."))
    high_risk = models.BooleanField(default=False, help_text=_("A match needs two people to approve."))

    class Meta:
        ordering = ("-severity", "code")

    def __str__(self) -> str:
        return f"{self.code} - {self.name}"


class RestrictedList(models.Model):
    """One entry of the catalogue: what one file feeds. Required lists must all answer (R3)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    publisher = models.CharField(max_length=200, blank=True)
    required = models.BooleanField(default=False, editable=False)
    warn_after_hours = models.PositiveIntegerField(null=True, blank=True)
    block_after_hours = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text=_("Older than this, it clears nobody. Empty: imported by hand, no limit."),
    )
    in_force = models.OneToOneField(
        "ListVersion",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="in_force_of",
    )
    doubted_at = models.DateTimeField(null=True, blank=True, editable=False)
    doubt = models.TextField(
        blank=True, editable=False, help_text=_("Why the version in force clears nobody.")
    )

    class Meta:
        ordering = ("name",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(warn_after_hours__isnull=True)
                | Q(block_after_hours__isnull=True)
                | Q(warn_after_hours__lte=F("block_after_hours")),
                name="list_warns_before_it_blocks",
            ),
            models.CheckConstraint(
                condition=Q(doubted_at__isnull=True, doubt="") | (Q(doubted_at__isnull=False) & ~Q(doubt="")),
                name="doubted_list_has_moment_and_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ListVersion(models.Model):
    """One file, taken in or refused. `fetched_at` and the confirmation move on; nothing else does."""

    class State(models.TextChoices):
        PUBLISHED = "published", _("Published")
        REFUSED = "refused", _("Refused")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    restricted_list = models.ForeignKey(RestrictedList, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(null=True, blank=True, help_text=_("Empty for a refused file."))
    state = models.CharField(max_length=20, choices=State)
    source_format = models.CharField(max_length=40)
    file_name = models.CharField(max_length=255)
    file_hash = models.CharField(max_length=64)
    content_hash = models.CharField(max_length=64, blank=True)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    fetched_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    row_count = models.PositiveIntegerField(default=0)
    party_count = models.PositiveIntegerField(default=0)
    source_counts = models.JSONField(default=dict, help_text=_("Rows per source list."))
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    shrink_reason = models.TextField(blank=True, help_text=_("Why a much smaller file was accepted."))
    problems = models.JSONField(default=list, help_text=_("Why the file was refused, the first lines."))

    class Meta:
        ordering = ("-imported_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("restricted_list", "number"), name="list_version_number_is_used_once"
            ),
            models.CheckConstraint(
                condition=Q(state="published", number__isnull=False)
                | Q(state="refused", number__isnull=True),
                name="only_published_list_versions_have_a_number",
            ),
            models.CheckConstraint(
                condition=Q(state="refused") | Q(party_count__gt=0),
                name="published_list_version_is_not_empty",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="list_confirmation_has_person_and_moment",
            ),
        ]

    def __str__(self) -> str:
        facts = {"list": self.restricted_list, "number": self.number, "file": self.file_name}
        if self.number:
            return gettext("%(list)s, version %(number)s") % facts
        return gettext("%(list)s, refused file %(file)s") % facts

    @property
    def known_good_at(self) -> datetime:
        """When the source was last fetched or confirmed by a person: the age counts from here (R3)."""
        return max(filter(None, (self.fetched_at, self.confirmed_at)))


class PartyQuerySet(models.QuerySet["RestrictedParty"]):
    """Parties by version."""

    def of_version(self, version: ListVersion) -> PartyQuerySet:
        """The parties that a version names."""
        ends_later = Q(last_version__isnull=True) | Q(last_version__gte=version.number)
        return self.filter(
            ends_later, restricted_list_id=version.restricted_list_id, first_version__lte=version.number
        )

    def of_slug(self, slug: str, number: int | None) -> PartyQuerySet:
        """The same by names alone: an index outlives the rows that it was built from."""
        ends_later = Q(last_version__isnull=True) | Q(last_version__gte=number)
        return self.filter(ends_later, restricted_list__slug=slug, first_version__lte=number)

    def open_of(self, restricted_list: RestrictedList) -> PartyQuerySet:
        """The parties of the version in force."""
        return self.filter(restricted_list=restricted_list, last_version__isnull=True)


class RestrictedParty(models.Model):
    """What a list says about a party, from `first_version` through `last_version` (empty: still)."""

    restricted_list = models.ForeignKey(RestrictedList, on_delete=models.PROTECT, related_name="parties")
    key = models.CharField(max_length=200)
    content_hash = models.CharField(max_length=64)
    name = models.TextField(help_text=_("The primary name, or the address where there is no name."))
    source = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in Kind])
    content = models.JSONField()
    first_version = models.PositiveIntegerField()
    last_version = models.PositiveIntegerField(null=True, blank=True)

    objects: ClassVar[PartyQuerySet] = PartyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name_plural = _("restricted parties")
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("restricted_list", "key"),
                condition=Q(last_version__isnull=True),
                name="listed_party_is_in_force_once",
            ),
            models.UniqueConstraint(
                fields=("restricted_list", "key", "first_version"), name="listed_party_is_once_in_a_version"
            ),
            models.CheckConstraint(
                condition=Q(last_version__isnull=True) | Q(last_version__gte=F("first_version")),
                name="listed_party_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def entry(self) -> Entry:
        """The party as the engine knows it."""
        return entry_json.from_json(self.content)

    @property
    def is_removed(self) -> bool:
        """Has a later version changed or dropped it?"""
        return self.last_version is not None


class Publication(models.Model):
    """One row: which versions of lists and settings are in force.

    Publishing locks it FOR UPDATE, recording FOR SHARE.
    """

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    generation = models.PositiveBigIntegerField(default=0, help_text=_("Moves on with each change."))
    fingerprint = models.CharField(max_length=64, blank=True, help_text=_("Of the versions in force."))
    changed_at = models.DateTimeField(null=True, blank=True)
    settings = models.ForeignKey(
        ScreeningSettings,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="in_force_in",
        help_text=_("Threshold and weights in force; empty: as the engine ships."),
    )
    settings_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_publication")]

    def __str__(self) -> str:
        return f"generation {self.generation}"

    @classmethod
    def current(cls) -> Publication:
        """The row as it is now, without a lock; generation 0 before anything was published."""
        return _publication().first({}) or cls()

    @classmethod
    def lock(cls) -> Publication:
        """For the writer, inside its transaction: nobody else publishes or records until it ends."""
        cls.objects.get_or_create(pk=cls.ONLY, defaults={"settings": _first_settings})
        return cls.objects.select_for_update().get(pk=cls.ONLY)

    @classmethod
    def share_generation(cls) -> int:
        """For `record()`, inside its transaction: others may record too, nobody may publish until it ends."""
        database: Any = connection
        sql = "SELECT generation FROM compliance_publication WHERE id = 1"
        if database.vendor == "postgresql":  # SQLite has one writer at a time, and that is us.
            sql += " FOR SHARE"
        with database.prepared_cursor() as cursor:
            cursor.execute(sql)
            found = cursor.fetchone()
        return found[0] if found else 0

    def move_on(self, *, at: datetime) -> None:
        """Save the versions now in force; to be called on a locked row."""
        self.generation += 1
        self.fingerprint = fingerprint_of(
            (version.restricted_list.slug, version.content_hash) for version in versions_in_force()
        )
        self.changed_at = at
        self.save()


@prepared
def _publication() -> QuerySet[Publication]:
    return Publication.objects.select_related("settings").filter(pk=Publication.ONLY)


def _first_settings() -> ScreeningSettings | None:
    """Version 1: everything as shipped. A database without it says the same with an empty field."""
    return ScreeningSettings.objects.filter(version=1).first()


def versions_in_force() -> list[ListVersion]:
    """The versions against which a screening runs: those of the required lists, in a stable order."""
    required = RestrictedList.objects.filter(required=True, in_force__isnull=False)
    return list(
        ListVersion.objects.filter(in_force_of__in=required)
        .select_related("restricted_list")
        .order_by("restricted_list__slug")
    )


def fingerprint_of(contents: Iterable[tuple[str, str]]) -> str:
    """Of (slug, content hash) pairs: the same for the same content, whatever database it is in."""
    lines = sorted(f"{slug}:{content_hash}" for slug, content_hash in contents)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
