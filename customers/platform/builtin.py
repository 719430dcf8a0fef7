"""The platform in our own tables: organizations, sites, licences, locations and people.

Stands in for a real one in a stand-alone installation and keeps the same promises: every call is one
transaction, and a request that was carried out before answers again without a change.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from customers.models.platform import (
    Licence,
    Organization,
    OutsideAdministrator,
    PlatformLocation,
    PlatformPerson,
    PlatformSite,
)
from customers.platform import removal
from customers.platform.base import (
    AdministratorOrder,
    LicenceOrder,
    LocationOrder,
    Obstacle,
    OrganizationEntry,
    OrganizationOrder,
    PersonEntry,
    PlatformRefused,
    SiteOrder,
    SubscriberOrder,
)
from partnerhub.accounts.models import Partner


class BuiltinPlatform:
    """See `customers.platform.base.Platform`."""

    def ensure_organization(self, key: str, order: OrganizationOrder) -> UUID:
        with transaction.atomic():
            organization = self._mapped(order) or self._attached(order) or self._created(order)
            facts = {"name": order.name, "country": order.country, "language": order.language}
            _write(organization, key, reference=order.reference, **facts)
        return organization.pk

    def ensure_meeting_site(self, key: str, order: SiteOrder) -> UUID:
        with transaction.atomic():
            site, _created = PlatformSite.objects.get_or_create(organization=_organization(order.org_id))
            numbers = [dict(number) for number in order.numbers]
            _write(site, key, language=order.language, timezone=order.timezone, numbers=numbers)
        return site.pk

    def remove_meeting_site(self, key: str, org_id: UUID) -> None:
        PlatformSite.objects.filter(organization_id=org_id).delete()

    def ensure_licences(self, key: str, order: LicenceOrder) -> str:
        with transaction.atomic():
            licence, _created = Licence.objects.get_or_create(
                organization=_organization(order.org_id),
                package=order.package,
                defaults={"code": f"{order.package}_{uuid.uuid4()}", "quantity": order.quantity},
            )
            _write(licence, key, quantity=order.quantity)
        return licence.code

    def remove_licences(self, key: str, org_id: UUID, package: str) -> None:
        Licence.objects.filter(organization_id=org_id, package=package).delete()

    def ensure_location(self, key: str, order: LocationOrder) -> UUID:
        with transaction.atomic():
            location, _created = PlatformLocation.objects.get_or_create(
                organization=_organization(order.org_id), name=order.name
            )
            _write(
                location,
                key,
                address=dict(order.address),
                timezone=order.timezone,
                language=order.language,
                emergency_identifier=order.emergency_identifier,
            )
        return location.pk

    def ensure_administrator(self, key: str, order: AdministratorOrder) -> UUID:
        with transaction.atomic():
            organization = _organization(order.org_id)
            person, _is_new = self._person(order.email)
            if person.organization_id not in (None, organization.pk):
                role, _is_new = OutsideAdministrator.objects.get_or_create(
                    person=person, organization=organization
                )
                _write(role, key, level=order.level)
                return person.pk
            _write(
                person, key, organization=organization, administers_as=order.level, **_names(person, order)
            )
        return person.pk

    def ensure_subscriber(self, key: str, order: SubscriberOrder) -> UUID:
        with transaction.atomic():
            organization = _organization(order.org_id)
            person, is_new = self._person(order.email)
            if not is_new and person.organization_id != organization.pk:
                _check_can_join(person, order)
            _check_entitled(organization, order)
            _write(
                person,
                key,
                organization=organization,
                package=order.package,
                extras=list(order.extras),
                phone_number=order.phone_number,
                extension=order.extension,
                location=_location(organization, order.location_id),
                **_names(person, order),
            )
        return person.pk

    def remove_subscriber(self, key: str, org_id: UUID, email: str) -> None:
        nothing: dict[str, Any] = {
            "package": "",
            "extras": [],
            "phone_number": "",
            "extension": "",
            "location": None,
        }
        PlatformPerson.objects.filter(organization_id=org_id, email=email.lower()).update(key=key, **nothing)

    def suspend_services(self, key: str, org_id: UUID) -> None:
        with transaction.atomic():
            _write(_organization(org_id), key, suspended=True)

    def resume_services(self, key: str, org_id: UUID) -> None:
        with transaction.atomic():
            _write(_organization(org_id), key, suspended=False)

    def release(self, key: str, reference: str) -> None:
        with transaction.atomic():
            organization = Organization.objects.select_for_update().filter(reference=reference).first()
            if organization is None:
                return
            organization.licences.all().delete()
            organization.outside_administrators.all().delete()
            organization.people.update(package="", administers_as="", location=None, extras=[])
            _write(organization, key, reference=None, suspended=False)

    def find_person(self, email: str) -> PersonEntry | None:
        person = PlatformPerson.objects.filter(email=email.lower()).first()
        if person is None:
            return None
        return PersonEntry(
            person.pk, person.email, person.first_name, person.last_name, person.organization_id
        )

    def find_location(self, org_id: UUID, location_id: UUID) -> str | None:
        found = PlatformLocation.objects.filter(organization_id=org_id, pk=location_id)
        return found.values_list("name", flat=True).first()

    def find_organization(self, org_id: UUID) -> OrganizationEntry | None:
        organization = Organization.objects.filter(pk=org_id).first()
        if organization:
            reference = organization.reference or ""
            return OrganizationEntry(org_id, organization.name, organization.country, reference)
        partner = Partner.objects.filter(org_id=org_id).first()
        return OrganizationEntry(org_id, partner.name, "") if partner else None

    def obstacles_to_removal(self, org_id: UUID) -> Sequence[Obstacle]:
        return removal.obstacles_to(org_id)

    def remove_organization(self, key: str, org_id: UUID) -> None:
        removal.remove(org_id)

    def _mapped(self, order: OrganizationOrder) -> Organization | None:
        mapped = Organization.objects.select_for_update().filter(reference=order.reference).first()
        if mapped and order.org_id and mapped.pk != order.org_id:
            raise PlatformRefused(_("The customer is mapped to another organization already."))
        return mapped

    def _attached(self, order: OrganizationOrder) -> Organization | None:
        if order.org_id is None:
            return None
        entry = self.find_organization(order.org_id)
        if entry is None:
            raise PlatformRefused(_("There is no organization with this id."))
        if entry.reference:
            raise PlatformRefused(_("This organization is mapped to another customer."))
        # A partner's own organization (M5) stands in no table of ours before.
        organization, _created = Organization.objects.get_or_create(
            pk=order.org_id, defaults={"name": entry.name}
        )
        return organization

    def _created(self, order: OrganizationOrder) -> Organization:
        try:
            with transaction.atomic():
                return Organization.objects.create(reference=order.reference, name=order.name)
        except IntegrityError:  # The same request, sent twice at once: the other one made it.
            return Organization.objects.get(reference=order.reference)

    def _person(self, email: str) -> tuple[PlatformPerson, bool]:
        return PlatformPerson.objects.get_or_create(email=email.lower())


def _write(row: Any, key: str, **facts: Any) -> None:
    """Give the row these facts, unless this very request did so before."""
    if row.key == key:
        return
    for name, fact in facts.items():
        setattr(row, name, fact)
    row.key = key
    row.save(update_fields=["key", *facts])


def _organization(org_id: UUID | None) -> Organization:
    rows = Organization.objects.select_for_update()
    organization = rows.filter(pk=org_id).first() if org_id else None
    if organization is None:
        raise PlatformRefused(_("There is no organization with this id."))
    return organization


def _check_can_join(person: PlatformPerson, order: SubscriberOrder) -> None:
    is_served_elsewhere = person.package or person.administers_as
    if is_served_elsewhere or not order.may_move:
        raise PlatformRefused(
            _("This e-mail belongs to a person outside the organization, who has to agree first.")
        )


def _location(organization: Organization, location_id: UUID | None) -> PlatformLocation | None:
    if location_id is None:
        return None
    location = organization.locations.filter(pk=location_id).first()
    if location is None:
        raise PlatformRefused(_("The organization has no location with this id."))
    return location


def _check_entitled(organization: Organization, order: SubscriberOrder) -> None:
    wanted = {order.package, *order.extras}
    missing = wanted - set(organization.licences.values_list("package", flat=True))
    if missing:
        raise PlatformRefused(
            _("The organization has no licence for %(package)s.") % {"package": min(missing)}
        )


def _names(person: PlatformPerson, order: AdministratorOrder | SubscriberOrder) -> dict[str, str]:
    """Names as ordered; where none are given those in the directory stay."""
    return {
        "first_name": order.first_name or person.first_name,
        "last_name": order.last_name or person.last_name,
    }
