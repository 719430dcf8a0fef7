"""Forms that change a customer: its company, its billing address, its packages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers import changes
from customers.enums import PackageState
from customers.models import Customer, Package
from customers.orders import Administrator, CallingLocation, Change
from customers.web.forms import address, calling, packages
from customers.web.forms.parts import add_problems, email, needed, select, text, timezone_choices
from partnerhub.errors import DomainError

_COMPANY_PATHS = {
    "customerInfo.name": "name",
    "externalId": "external_id",
    "customerInfo.primaryEmail": "primary_email",
    "customerInfo.firstName": "first_name",
    "customerInfo.lastName": "last_name",
}


class ChangeForm(forms.Form):
    """A form whose content is a `Change`; refused in its fields by the rules that the API follows."""

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        self.customer = customer
        super().__init__(*args, **kwargs)

    def to_change(self) -> Change:
        """The change that was typed."""
        raise NotImplementedError

    def field_of(self) -> dict[str, str]:
        """From dotted paths of problems to the fields."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        add_problems(self, changes.check(self.customer, self.to_change()), self.field_of())
        return cleaned

    def refuse(self, error: DomainError) -> None:
        """Put what the domain refused at its fields."""
        add_problems(self, error.problems, self.field_of())


class AddressForm(ChangeForm):
    """The billing address."""

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, customer=customer, initial=address.initial_of(customer.address), **kwargs)
        self.fields |= address.address_fields()

    def to_change(self) -> Change:
        return Change(address=address.address_of(self.cleaned_data))

    def field_of(self) -> dict[str, str]:
        return address.paths("address")


class CompanyForm(ChangeForm):
    """Name, administrator, the partner's own id. What stays as it is is not in the change."""

    name = needed(text(_("Company name"), longest=255, help_text=_("A change is screened again.")))
    primary_email = needed(email(_("Administrator's e-mail"), help_text=_("A change is screened again.")))
    first_name = text(_("Administrator's first name"), longest=100)
    last_name = text(_("Administrator's last name"), longest=100)
    external_id = needed(text(_("Your id for this customer"), longest=255))

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        initial = {
            "name": customer.name,
            "primary_email": customer.primary_email,
            "first_name": customer.admin_first_name,
            "last_name": customer.admin_last_name,
            "external_id": customer.external_id,
        }
        super().__init__(*args, customer=customer, initial=initial, **kwargs)

    def to_change(self) -> Change:
        changed = {name: self.cleaned_data.get(name, "") for name in self.changed_data}
        return Change(
            name=changed.get("name"),
            external_id=changed.get("external_id"),
            administrator=self._administrator()
            if {"primary_email", "first_name", "last_name"} & set(changed)
            else None,
        )

    def _administrator(self) -> Administrator:
        cleaned = self.cleaned_data
        return Administrator(
            email=cleaned.get("primary_email", ""),
            first_name=cleaned.get("first_name", ""),
            last_name=cleaned.get("last_name", ""),
        )

    def field_of(self) -> dict[str, str]:
        return _COMPANY_PATHS


class PackagesForm(ChangeForm):
    """The complete list of packages with their quantities, and what they need."""

    meetings_timezone = select(_("Time zone of meetings"), timezone_choices)

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        present = customer.assigned_packages.exclude(state=PackageState.DELETING).select_related("package")
        self.assigned = {assignment.package_id: assignment for assignment in present}
        super().__init__(*args, customer=customer, initial=self._initial_of(customer), **kwargs)
        # What a customer has may stay, though it cannot be ordered any more.
        rows = Package.objects.prefetch_related("needs_one_of")
        self.catalogue = [
            package for package in rows if package.is_orderable or package.code in self.assigned
        ]
        self.fields |= packages.package_fields(self.catalogue)
        self.fields |= calling.location_fields()

    def _initial_of(self, customer: Customer) -> dict[str, Any]:
        location = customer.calling_location and CallingLocation.from_json(customer.calling_location)
        values: dict[str, Any] = {
            "meetings_timezone": customer.meetings_timezone,
            **calling.initial_of(location),
        }
        for code, assignment in self.assigned.items():
            values |= {f"package_{code}": True, f"quantity_{code}": assignment.quantity}
        return values

    @property
    def package_groups(self) -> list[packages.Group]:
        return packages.groups_of(
            self, self.catalogue, {code: row.used for code, row in self.assigned.items()}
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        unlimited = frozenset(code for code, row in self.assigned.items() if row.quantity is None)
        codes = packages.codes_of(cleaned, self.catalogue)
        add_problems(self, packages.missing_quantities(self, codes, unlimited), self.field_of())
        return cleaned

    def to_change(self) -> Change:
        cleaned = self.cleaned_data
        codes = packages.codes_of(cleaned, self.catalogue)
        chosen = [package for package in self.catalogue if package.code in codes]
        return Change(
            packages=codes,
            quantities=self._changed_quantities(codes),
            calling_location=calling.location_of(cleaned) if any(p.needs_calling for p in chosen) else None,
            meetings_timezone=cleaned.get("meetings_timezone", "")
            if any(p.includes_meetings for p in chosen)
            else None,
        )

    def _changed_quantities(self, codes: tuple[str, ...]) -> dict[str, int]:
        named = packages.quantities_of(self.cleaned_data, codes)
        return {code: number for code, number in named.items() if self._quantity_now(code) != number}

    def _quantity_now(self, code: str) -> int | None:
        return self.assigned[code].quantity if code in self.assigned else None

    def field_of(self) -> dict[str, str]:
        return {
            **packages.paths(self.catalogue),
            **calling.paths(),
            "provisioningParameters.meetings.timezone": "meetings_timezone",
        }
