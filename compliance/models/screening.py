"""Evidence: what was asked, against which lists, and everything that was found. Written once."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings as project
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from compliance.enums import (
    OUTCOMES,
    Disposition,
    MatchOn,
    Trigger,
    UnavailableReason,
    Verdict,
)
from compliance.models.cleared_pair import ClearedPair
from compliance.models.review_case import ReviewCase, StaffOnlyQuerySet
from compliance.models.settings import ScreeningSettings
from compliance.models.subject import Subject
from compliance.profile import Profile
from partnerhub.inserts import PreparedInserts
from partnerhub.keys import new_key

_OUTCOMES = [choice for choice in Verdict.choices if Verdict(choice[0]) in OUTCOMES]


class Screening(PreparedInserts):
    """One run (R1). The database refuses any change.

    `id` is the run id. `requested_by` is whoever asked (a token's owner), empty for list updates; `actor`
    is the person or job that ran it. `case` is the one that this run opened or joined. A `retry` keeps in
    `retried` what it repeats. `based_on`: only changed entries were compared, the rest stands as there.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    # Without an index is what one below begins with, and whom nobody looks for.
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="screenings", db_index=False)
    case = models.ForeignKey(
        ReviewCase, null=True, blank=True, on_delete=models.PROTECT, related_name="screenings"
    )
    trigger = models.CharField(max_length=20, choices=Trigger)
    retried = models.CharField(max_length=20, choices=Trigger, blank=True)
    requested_by = models.ForeignKey(
        project.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    actor = models.ForeignKey(
        project.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    based_on = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    profile = models.JSONField(_("input as received"))
    in_force = models.JSONField(_("profile in force, screened beside it"), null=True, blank=True)
    normalised = models.JSONField(_("normalised input"))
    lists = models.JSONField(help_text=_("Each with version, content hash, fetch time and row count."))
    generation = models.PositiveBigIntegerField()
    engine = models.CharField(max_length=60)
    engine_version = models.CharField(max_length=40)
    threshold = models.FloatField()
    settings = models.ForeignKey(
        ScreeningSettings,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text=_("The version in force; empty: as the engine ships."),
    )

    outcome = models.CharField(max_length=20, choices=_OUTCOMES)
    unavailable_reason = models.CharField(max_length=20, choices=UnavailableReason, blank=True)
    unavailable_detail = models.TextField(blank=True)
    truncated = models.BooleanField(default=False)
    best_below = models.JSONField(_("best candidate below the threshold"), null=True, blank=True)
    match_count = models.PositiveIntegerField(default=0)
    open_count = models.PositiveIntegerField(default=0)

    started_at = models.DateTimeField()
    at = models.DateTimeField(db_index=True)
    duration_ms = models.FloatField()

    objects: ClassVar[StaffOnlyQuerySet] = StaffOnlyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-at", "id")
        indexes: ClassVar = [
            models.Index(fields=["subject", "-at"], name="screenings_of_a_subject"),
            models.Index(fields=["generation", "outcome"], name="screenings_of_a_generation"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome__in=OUTCOMES), name="screening_ends_clear_match_or_unavailable"
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Verdict.CLEAR) | Q(truncated=False, open_count=0, unavailable_reason=""),
                name="clear_screening_was_complete",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Verdict.UNAVAILABLE) | ~Q(unavailable_reason=""),
                name="unavailable_screening_says_why",
            ),
            models.CheckConstraint(
                condition=Q(open_count__lte=F("match_count")), name="open_matches_are_matches"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_trigger_display()}: {self.get_outcome_display()}"

    @property
    def asked(self) -> Profile:
        """The profile that was asked about."""
        return Profile.from_json(self.profile)


class PotentialMatch(models.Model):
    """A listed party that a run found, as it was listed and why it scored so; never changed.

    `on` says on which profile it was found; `open_on` what is left of that after cleared pairs (R2).
    """

    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="matches")
    list_slug = models.CharField(max_length=60)
    entry_key = models.CharField(max_length=200)
    entry_hash = models.CharField(max_length=64)
    entry = models.JSONField()
    name = models.TextField()
    source = models.CharField(max_length=40)
    severity = models.PositiveSmallIntegerField()
    is_high_risk = models.BooleanField(default=False)
    score = models.FloatField()
    tier = models.CharField(max_length=20)
    matched = models.CharField(max_length=20)
    explanation = models.JSONField(help_text=_("Of the better of both profiles."))
    explanation_in_force = models.JSONField(null=True, blank=True, help_text=_("Where found on both."))
    sentence = models.TextField(blank=True)
    on = models.CharField(max_length=10, choices=MatchOn)
    open_on = models.CharField(max_length=10, choices=MatchOn, blank=True)
    suppressed_by = models.ForeignKey(
        ClearedPair, null=True, blank=True, on_delete=models.PROTECT, related_name="suppressed"
    )

    class Meta:
        ordering = ("-score", "id")
        verbose_name_plural = _("potential matches")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["screening", "list_slug", "entry_key"], name="entry_is_found_once_per_screening"
            ),
            models.CheckConstraint(
                condition=~Q(open_on="") | Q(suppressed_by__isnull=False),
                name="suppressed_match_names_its_cleared_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.source})"


class CaseMatch(models.Model):
    """One listed party in a case, with what a person made of it. Settled with its case.

    `evidence` is the latest finding. Where a cleared pair no longer holds, `reopens` names it and `changes`
    says what is different.
    """

    case = models.ForeignKey(ReviewCase, on_delete=models.PROTECT, related_name="matches")
    evidence = models.ForeignKey(PotentialMatch, on_delete=models.PROTECT, related_name="+")
    list_slug = models.CharField(max_length=60)
    entry_key = models.CharField(max_length=200)
    on = models.CharField(max_length=10, choices=MatchOn)
    joined_at = models.DateTimeField()
    reopens = models.ForeignKey(
        ClearedPair, null=True, blank=True, on_delete=models.PROTECT, related_name="reopened"
    )
    changes = models.JSONField(default=list)
    entry_removed_at = models.DateTimeField(null=True, blank=True)

    disposition = models.CharField(max_length=20, choices=Disposition, default=Disposition.UNDECIDED)
    disposed_by = models.ForeignKey(
        project.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    disposed_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ("-evidence__severity", "-evidence__score", "id")
        verbose_name_plural = _("case matches")
        indexes: ClassVar = [models.Index(fields=["list_slug", "entry_key"], name="cases_of_an_entry")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "list_slug", "entry_key"], name="entry_is_in_a_case_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    disposition=Disposition.UNDECIDED, disposed_by__isnull=True, disposed_at__isnull=True
                )
                | (
                    ~Q(disposition=Disposition.UNDECIDED)
                    & Q(disposed_by__isnull=False, disposed_at__isnull=False)
                ),
                name="disposition_has_person_and_moment",
            ),
        ]

    def __str__(self) -> str:
        return str(self.evidence)
