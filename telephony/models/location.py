"""Where a country belongs and what its location's default is: tables that the operator edits."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from telephony.enums import Basis, Location
from telephony.models.number import E164_PATTERN, LABEL_BYTES_MAX


class MappingVersion(models.Model):
    """One state of the tables below. Each change opens the next one; results name the one they stood on."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("when"))
    change = models.CharField(_("change"), max_length=200)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("version of the country table")
        verbose_name_plural = _("versions of the country table")

    def __str__(self) -> str:
        return f"{self.pk}: {self.change}"


class LocationDefault(models.Model):
    """A location of Table 1 (M21): its calling code and, if configured, a number of last resort."""

    location = models.CharField(_("location"), primary_key=True, max_length=4, choices=Location)
    calling_code = models.CharField(_("calling code"), max_length=3)
    fallback_e164 = models.CharField(_("fallback number"), max_length=16, blank=True)
    fallback_display = models.CharField(_("fallback number, shown as"), max_length=60, blank=True)
    fallback_label = models.CharField(
        _("label of the fallback number"), max_length=LABEL_BYTES_MAX, blank=True
    )
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)

    class Meta:
        ordering = ("location",)
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(location__in=Location.values), name="location_is_one_of_five"),
            models.CheckConstraint(
                condition=Q(calling_code__regex=r"^[1-9][0-9]{0,2}$"), name="location_calling_code"
            ),
            models.CheckConstraint(
                condition=Q(fallback_e164="", fallback_display="", fallback_label="")
                | (Q(fallback_e164__regex=E164_PATTERN) & ~Q(fallback_display="") & ~Q(fallback_label="")),
                name="fallback_number_is_whole_or_absent",
            ),
        ]

    def __str__(self) -> str:
        return self.location

    def get_default_countries(self) -> list[str]:
        """Alpha-2 codes in order; one query unless prefetched."""
        return [row.country for row in self.country_rows.all()]


class LocationDefaultCountry(models.Model):
    """A default country of a location, by position: AMER has two, the United States before Canada."""

    id = models.BigAutoField(primary_key=True)
    location = models.ForeignKey(LocationDefault, on_delete=models.CASCADE, related_name="country_rows")
    country = models.CharField(_("country"), max_length=2)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        ordering = ("location", "position")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["location", "country"], name="default_country_is_named_once"),
            models.UniqueConstraint(fields=["location", "position"], name="one_default_country_per_position"),
            models.CheckConstraint(
                condition=Q(country__regex=r"^[A-Z]{2}$"), name="default_country_is_alpha2"
            ),
        ]

    def __str__(self) -> str:
        return self.country


class CountryLocation(models.Model):
    """A country's location, how sure that is and why; `version` is the table's that placed it there."""

    alpha2 = models.CharField(_("country code"), primary_key=True, max_length=2)
    name = models.CharField(_("name"), max_length=80)
    location = models.CharField(_("location"), max_length=4, choices=Location)
    basis = models.CharField(_("basis"), max_length=10, choices=Basis)
    calling_code = models.CharField(_("calling code"), max_length=3)
    evidence = models.CharField(_("evidence"), max_length=300)
    version = models.PositiveIntegerField(_("since version"))
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)

    class Meta:
        ordering = ("alpha2",)
        verbose_name = _("country and its location")
        verbose_name_plural = _("countries and their locations")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(alpha2__regex=r"^[A-Z]{2}$"), name="country_code_is_alpha2"),
            models.CheckConstraint(
                condition=Q(location__in=Location.values), name="country_location_is_one_of_five"
            ),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="country_basis_is_known"),
            models.CheckConstraint(condition=~Q(evidence=""), name="country_location_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.alpha2})"
