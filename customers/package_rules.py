"""Which packages go together, and how many may be asked for (M6-M8)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from customers import field_rules
from customers.enums import PackageKind
from customers.models import QUANTITY_MAX, Package
from partnerhub.errors import Problem

ADDON_WITHOUT_BASE, CALLING_MISSING = 90002, 90004
LIMITS = "provisioningParameters.packages.limits"


def check_selection(codes: Sequence[str], known: Collection[Package]) -> Iterator[Problem]:
    """Everything wrong with a customer's complete list of packages."""
    if not codes:
        yield Problem(field_rules.MISSING, _("At least one base package is needed."), "packages")
        return
    orderable = {package.code for package in known if package.is_orderable}
    for code in dict.fromkeys(codes):
        if code not in orderable:
            yield Problem(
                field_rules.INVALID, _("There is no package %(code)s.") % {"code": code[:60]}, "packages"
            )
    if len(set(codes)) < len(codes):
        yield Problem(field_rules.INVALID, _("A package is named twice."), "packages")
    yield from check_dependencies(known)
    if all(package.kind == PackageKind.CONTACT_CENTER for package in known) and orderable:
        yield Problem(field_rules.INVALID, _("At least one base package is needed."), "packages")


def check_dependencies(packages: Collection[Package]) -> Iterator[Problem]:
    """An add-on needs at least one of the packages that it depends on (M8)."""
    codes = {package.code for package in packages}
    for package in packages:
        needed = package.needed_codes
        if needed and not needed & codes:
            sentence = _("%(addon)s needs one of: %(needed)s.") % {
                "addon": package.label,
                "needed": ", ".join(sorted(needed)),
            }
            yield Problem(ADDON_WITHOUT_BASE, sentence, "packages")


def check_location_given(packages: Collection[Package], is_given: bool) -> Iterator[Problem]:
    """A calling package needs a calling location."""
    if not is_given and any(package.needs_calling for package in packages):
        yield Problem(
            CALLING_MISSING,
            _("A calling package needs a calling location."),
            "provisioningParameters.calling",
        )


def check_quantities(quantities: Mapping[str, int], codes: Collection[str]) -> Iterator[Problem]:
    """Whole numbers from 1 to 1,000,000, of packages that are ordered (M7)."""
    for code, quantity in quantities.items():
        path = f"{LIMITS}.{code[:60]}"
        if code not in codes:
            yield Problem(field_rules.INVALID, _("This package is not in packages."), path)
        elif type(quantity) is not int or not 1 <= quantity <= QUANTITY_MAX:
            yield Problem(field_rules.SIZE, _("A quantity is a whole number from 1 to 1,000,000."), path)


def highest_rank(packages: Collection[Package]) -> Package | None:
    """The package whose level a customer's administrators get (M9); None where none gives a level."""
    ranked = [package for package in packages if package.rank > 0]
    return max(ranked, key=lambda package: package.rank, default=None)
