"""Forms for a customer's users."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers import subscriber_rules
from customers.enums import PackageKind, PackageState
from customers.models import Customer, Package, Subscriber
from customers.subscriber_rules import Wish
from customers.web.forms.parts import Choices, add_problems, email, needed, select, text
from partnerhub.errors import DomainError

_PATHS = {
    "email": "email",
    "packages": "package",
    "provisioningParameters.firstName": "first_name",
    "provisioningParameters.lastName": "last_name",
    "provisioningParameters.primaryPhoneNumber": "phone",
    "provisioningParameters.extension": "extension",
}


class MoveForm(forms.Form):
    """The one base package of a user, the add-ons on top, and where it calls."""

    package = needed(select(_("Package"), ()))
    addons = forms.MultipleChoiceField(
        label=_("Add-ons"), required=False, widget=forms.CheckboxSelectMultiple
    )
    phone = text(
        _("Telephone number"), longest=32, inputmode="tel", dir="ltr", help_text=_("Like +44 20 7946 0958.")
    )
    extension = text(
        _("Extension"),
        longest=10,
        inputmode="numeric",
        dir="ltr",
        help_text=_("A calling package needs one of the two."),
    )

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bases, addons = _offered(customer)
        self.fields["package"].choices = [("", _("Choose a package")), *bases]  # type: ignore[attr-defined]
        self.fields["addons"].choices = addons  # type: ignore[attr-defined]
        if not addons:
            del self.fields["addons"]

    def to_wish(self) -> Wish:
        """The user that was typed."""
        cleaned = self.cleaned_data
        chosen = [code for code in (cleaned.get("package"), *cleaned.get("addons", ())) if code]
        return Wish(
            packages=tuple(chosen), phone=cleaned.get("phone", ""), extension=cleaned.get("extension", "")
        )

    def refuse(self, error: DomainError) -> None:
        """Put what the domain refused at its fields."""
        add_problems(self, error.problems, _PATHS)

    @classmethod
    def of(cls, subscriber: Subscriber, data: Any = None) -> MoveForm:
        """The form as this user is now."""
        base, *addons = subscriber_rules.packages_of(subscriber)
        initial = {
            "package": base,
            "addons": addons,
            "phone": subscriber.phone,
            "extension": subscriber.extension,
        }
        return cls(data, customer=subscriber.customer, initial=initial)


class AddForm(MoveForm):
    """A new user."""

    email = needed(email(_("E-mail")))
    first_name = text(_("First name"), longest=100)
    last_name = text(_("Last name"), longest=100)
    field_order = ("email", "first_name", "last_name", "package", "addons", "phone", "extension")

    def to_wish(self) -> Wish:
        wish, cleaned = super().to_wish(), self.cleaned_data
        return Wish(
            email=cleaned.get("email", ""),
            first_name=cleaned.get("first_name", ""),
            last_name=cleaned.get("last_name", ""),
            packages=wish.packages,
            phone=wish.phone,
            extension=wish.extension,
        )


def _offered(customer: Customer) -> tuple[Choices, Choices]:
    """What the customer has and a user can get: base packages with what is left, and add-ons."""
    rows = customer.assigned_packages.exclude(state=PackageState.DELETING).filter(
        package__assignable_to_users=True
    )
    bases: Choices = []
    addons: Choices = []
    for row in rows.select_related("package"):
        label = _label_of(row.package, row.free)
        (addons if row.package.kind == PackageKind.ADDON else bases).append((row.package_id, label))
    return bases, addons


def _label_of(package: Package, free: int | None) -> str:
    if free is None:
        return package.label
    return _("%(package)s (%(free)d free)") % {"package": package.label, "free": free}
