"""The form that orders a new customer: the sections of the page, and the order that it means."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers import precheck
from customers.models import Customer, OnboardingTemplate
from customers.orders import Administrator, CallingLocation, Order
from customers.precheck import Checked
from customers.web.forms import address, calling, packages
from customers.web.forms.parts import (
    Choices,
    add_problems,
    email,
    language_choices,
    needed,
    select,
    text,
    timezone_choices,
)
from partnerhub.accounts.models import Partner
from partnerhub.errors import DomainError

_OWN_PATHS = {
    "provisioningId": "template",
    "externalId": "external_id",
    "customerInfo.name": "name",
    "customerInfo.primaryEmail": "primary_email",
    "customerInfo.firstName": "first_name",
    "customerInfo.lastName": "last_name",
    "customerInfo.language": "language",
    "provisioningParameters.meetings.timezone": "meetings_timezone",
}


class OrderForm(forms.Form):
    """Collects; whether the order is valid say the rules that the API follows as well (M2)."""

    name = needed(text(_("Company name"), longest=255, help_text=_("As it is registered, without %.")))
    external_id = needed(
        text(
            _("Your id for this customer"),
            longest=255,
            help_text=_("From your ordering system, unique among your customers."),
        )
    )
    template = needed(select(_("Onboarding template"), ()))
    language = select(
        _("Language"), language_choices, help_text=_("Of the organization and its meeting site.")
    )
    primary_email = needed(
        email(_("Administrator's e-mail"), help_text=_("Becomes the first administrator of the customer."))
    )
    first_name = text(_("Administrator's first name"), longest=100)
    last_name = text(_("Administrator's last name"), longest=100)
    meetings_timezone = select(_("Time zone of meetings"), timezone_choices)

    def __init__(self, *args: Any, partner: Partner, customer: Customer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partner = partner
        self.customer = customer
        self.catalogue = packages.orderable()
        self.checked: Checked | None = None
        templates = _templates_of(partner)
        self.has_templates = any(provisioning_id for provisioning_id, _name in templates)
        self.fields["template"].choices = templates  # type: ignore[attr-defined]
        self.fields |= address.address_fields()
        self.fields |= packages.package_fields(self.catalogue)
        self.fields |= calling.location_fields()

    @classmethod
    def for_resubmission(cls, customer: Customer, data: Any = None) -> OrderForm:
        """The order as the customer is now, to be corrected."""
        return cls(data, partner=customer.partner, customer=customer, initial=_initial_of(customer))

    @property
    def package_groups(self) -> list[packages.Group]:
        return packages.groups_of(self, self.catalogue)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        order = self.to_order()
        self.checked = precheck.check(order, partner=self.partner, customer=self.customer)
        missing = packages.missing_quantities(self, order.packages, frozenset())
        self.add([*self.checked.problems, *missing])
        return cleaned

    def to_order(self) -> Order:
        """The order that was typed."""
        cleaned = self.cleaned_data
        codes = packages.codes_of(cleaned, self.catalogue)
        chosen = [package for package in self.catalogue if package.code in codes]
        return Order(
            provisioning_id=cleaned.get("template", ""),
            packages=codes,
            quantities=packages.quantities_of(cleaned, codes),
            external_id=cleaned.get("external_id", ""),
            address=address.address_of(cleaned),
            name=cleaned.get("name", ""),
            administrator=Administrator(
                email=cleaned.get("primary_email", ""),
                first_name=cleaned.get("first_name", ""),
                last_name=cleaned.get("last_name", ""),
            ),
            language=cleaned.get("language", ""),
            # What the page hides is not sent: a location is of calling packages only.
            calling_location=calling.location_of(cleaned) if any(p.needs_calling for p in chosen) else None,
            meetings_timezone=cleaned.get("meetings_timezone", "")
            if any(p.includes_meetings for p in chosen)
            else "",
        )

    def add(self, problems: Any) -> None:
        """Put problems at their fields."""
        add_problems(self, problems, self._field_of())

    def refuse(self, error: DomainError) -> None:
        """Put what the domain refused at its fields."""
        self.add(error.problems)

    def _field_of(self) -> dict[str, str]:
        return {**_OWN_PATHS, **address.paths("address"), **packages.paths(self.catalogue), **calling.paths()}


def _initial_of(customer: Customer) -> dict[str, Any]:
    location = customer.calling_location and CallingLocation.from_json(customer.calling_location)
    values: dict[str, Any] = {
        "name": customer.name,
        "external_id": customer.external_id,
        "template": customer.template.provisioning_id,
        "language": customer.language,
        "primary_email": customer.primary_email,
        "first_name": customer.admin_first_name,
        "last_name": customer.admin_last_name,
        "meetings_timezone": customer.meetings_timezone,
        **address.initial_of(customer.address),
        **calling.initial_of(location),
    }
    for row in customer.assigned_packages.all():
        values |= {f"package_{row.package_id}": True, f"quantity_{row.package_id}": row.quantity}
    return values


def _templates_of(partner: Partner) -> Choices:
    templates = OnboardingTemplate.objects.usable_by(partner).in_use()
    found: Choices = [(template.provisioning_id, template.name) for template in templates]
    return found if len(found) == 1 else [("", _("Choose a template")), *found]
