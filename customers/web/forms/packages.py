"""Ticking packages and saying how many (M7): one line a package, grouped by kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from customers import field_rules, package_rules
from customers.enums import PackageKind
from customers.models import QUANTITY_MAX, Package
from partnerhub.errors import Problem

ALL = "packages"


@dataclass(frozen=True)
class Line:
    """One package of the form. `used` is what subscribers hold; None where nothing is counted yet."""

    package: Package
    tick: forms.BoundField
    quantity: forms.BoundField | None
    needs: str
    used: int | None


@dataclass(frozen=True)
class Group:
    """The packages of one kind."""

    label: str
    lines: list[Line]


def package_fields(catalogue: list[Package]) -> dict[str, forms.Field]:
    """A tick and, where the catalogue asks for one, a quantity for each package; before them what holds nothing but
    the problems of all packages together.
    """
    fields: dict[str, forms.Field] = {ALL: forms.Field(label=_("Packages"), required=False)}
    for package in catalogue:
        ticked = forms.CheckboxInput(attrs=_marks(package))
        fields[f"package_{package.code}"] = forms.BooleanField(
            label=package.label, required=False, widget=ticked
        )
        if package.asks_quantity:
            label = _("Quantity of %(package)s") % {"package": package.label}
            number = forms.NumberInput(
                attrs={
                    "min": "1",
                    "max": str(QUANTITY_MAX),
                    "inputmode": "numeric",
                    "placeholder": gettext("Quantity"),
                }
            )
            fields[f"quantity_{package.code}"] = forms.IntegerField(
                label=label, required=False, widget=number
            )
    return fields


def _marks(package: Package) -> dict[str, str]:
    """What the style sheet looks at: location and time zone are shown only where they are needed."""
    marks = {"data-calling": package.needs_calling, "data-meetings": package.includes_meetings}
    return {name: "yes" for name, is_set in marks.items() if is_set}


def codes_of(cleaned: dict[str, Any], catalogue: list[Package]) -> tuple[str, ...]:
    """The packages that are ticked."""
    return tuple(package.code for package in catalogue if cleaned.get(f"package_{package.code}"))


def quantities_of(cleaned: dict[str, Any], codes: tuple[str, ...]) -> dict[str, int]:
    """The quantities of ticked packages; those of others do not count."""
    named = {code: cleaned.get(f"quantity_{code}") for code in codes}
    return {code: quantity for code, quantity in named.items() if quantity is not None}


def missing_quantities(form: forms.Form, codes: tuple[str, ...], unlimited: frozenset[str]) -> list[Problem]:
    """The form asks for quantities where the API may leave them out (M7); what is unlimited may stay so."""
    return [
        Problem(field_rules.MISSING, gettext("Say how many."), f"{package_rules.LIMITS}.{code}")
        for code in codes
        if f"quantity_{code}" in form.fields
        and form.cleaned_data.get(f"quantity_{code}") is None
        and f"quantity_{code}" not in form.errors
        and code not in unlimited
    ]


def groups_of(
    form: forms.Form, catalogue: list[Package], used: Mapping[str, int] | None = None
) -> list[Group]:
    """The form's lines as the page shows them."""
    return [
        Group(str(kind.label), lines)
        for kind in PackageKind
        if (lines := [_line(form, package, used) for package in catalogue if package.kind == kind])
    ]


def _line(form: forms.Form, package: Package, used: Mapping[str, int] | None) -> Line:
    name = f"quantity_{package.code}"
    quantity = form[name] if name in form.fields else None
    count = (used or {}).get(package.code) if package.assignable_to_users else None
    return Line(package, form[f"package_{package.code}"], quantity, _needs(package), count)


def _needs(package: Package) -> str:
    needed = [other.label for other in package.needs_one_of.all()]
    return gettext("Needs one of: %(packages)s.") % {"packages": ", ".join(needed)} if needed else ""


def paths(catalogue: list[Package]) -> dict[str, str]:
    """From dotted paths of problems to the fields."""
    quantities = {
        f"{package_rules.LIMITS}.{package.code}": f"quantity_{package.code}" for package in catalogue
    }
    return {"packages": ALL, **quantities}


def orderable() -> list[Package]:
    """The catalogue of new orders."""
    return list(Package.objects.filter(is_orderable=True).prefetch_related("needs_one_of"))
