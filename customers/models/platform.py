"""The tables of the built-in platform: only `customers.platform.builtin` writes them, nobody else reads
them.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnerhub.keys import new_key


class PlatformRow(models.Model):
    """Something that exists on the platform. `key` is the last request that changed it."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    key = models.CharField(_("last request"), max_length=80, blank=True, editable=False)

    class Meta:
        abstract = True


class Organization(PlatformRow):
    """An organization. `reference` maps it to a customer; without it is nobody's of ours."""

    reference = models.CharField(_("mapped to"), max_length=40, null=True, blank=True, unique=True)
    name = models.CharField(_("name"), max_length=256)
    country = models.CharField(_("country"), max_length=2, blank=True)
    language = models.CharField(_("language"), max_length=20, blank=True)
    suspended = models.BooleanField(_("services off"), default=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")

    def __str__(self) -> str:
        return self.name


class Licence(PlatformRow):
    """How many of a package an organization may use; without quantity as many as it likes."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="licences")
    package = models.CharField(_("package"), max_length=40)
    code = models.CharField(_("code"), max_length=80, unique=True)
    quantity = models.PositiveIntegerField(_("quantity"), null=True, blank=True)

    class Meta:
        verbose_name = _("licence")
        verbose_name_plural = _("licences")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "package"], name="one_licence_per_package_and_organization"
            )
        ]

    def __str__(self) -> str:
        return self.code


class PlatformSite(PlatformRow):
    """An organization's meeting site, with the call-in numbers it shows."""

    organization = models.OneToOneField(Organization, on_delete=models.CASCADE, related_name="site")
    language = models.CharField(_("language"), max_length=20, blank=True)
    timezone = models.CharField(_("time zone"), max_length=64, blank=True)
    numbers = models.JSONField(_("call-in numbers"), default=list)

    class Meta:
        verbose_name = _("meeting site on the platform")
        verbose_name_plural = _("meeting sites on the platform")

    def __str__(self) -> str:
        return str(self.organization)


class PlatformLocation(PlatformRow):
    """A place from which an organization makes calls."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="locations")
    name = models.CharField(_("name"), max_length=256)
    address = models.JSONField(_("address"), default=dict)
    timezone = models.CharField(_("time zone"), max_length=64, blank=True)
    language = models.CharField(_("language"), max_length=20, blank=True)
    emergency_identifier = models.CharField(_("emergency location identifier"), max_length=256, blank=True)

    class Meta:
        verbose_name = _("location on the platform")
        verbose_name_plural = _("locations on the platform")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "name"], name="location_names_are_unique_per_organization"
            )
        ]

    def __str__(self) -> str:
        return self.name


class PlatformPerson(PlatformRow):
    """A person in the platform's directory; without organization a free account, without package no user
    of ours.
    """

    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.CASCADE, related_name="people"
    )
    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    first_name = models.CharField(_("first name"), max_length=128, blank=True)
    last_name = models.CharField(_("last name"), max_length=128, blank=True)
    administers_as = models.CharField(_("administrator at the level of"), max_length=40, blank=True)
    package = models.CharField(_("package"), max_length=40, blank=True)
    extras = models.JSONField(_("add-ons"), default=list, blank=True)
    phone_number = models.CharField(_("phone number"), max_length=32, blank=True)
    extension = models.CharField(_("extension"), max_length=16, blank=True)
    location = models.ForeignKey(PlatformLocation, null=True, blank=True, on_delete=models.SET_NULL)

    class Meta:
        verbose_name = _("person on the platform")
        verbose_name_plural = _("people on the platform")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(organization__isnull=False) | Q(package="", administers_as=""),
                name="only_people_of_an_organization_are_served",
            )
        ]

    def __str__(self) -> str:
        return self.email


class OutsideAdministrator(PlatformRow):
    """A person at home in one organization who administers another: one consultant, many customers."""

    person = models.ForeignKey(PlatformPerson, on_delete=models.CASCADE, related_name="administers")
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="outside_administrators"
    )
    level = models.CharField(_("administrator at the level of"), max_length=40)

    class Meta:
        verbose_name = _("outside administrator on the platform")
        verbose_name_plural = _("outside administrators on the platform")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "organization"], name="person_administers_an_organization_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.organization}"
