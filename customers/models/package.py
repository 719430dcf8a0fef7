"""The catalogue of packages and add-ons, and what a customer has of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from customers.enums import PackageKind, PackageState
from customers.models.customer import Customer
from partnerhub.accounts.scoping import VisibleToQuerySet
from partnerhub.keys import new_key

QUANTITY_MAX = 1_000_000


class Package(models.Model):
    """One unit of service of the catalogue (M6). `rank` is the level that it gives an administrator (M9)."""

    code = models.CharField(_("code"), max_length=40, primary_key=True)
    label = models.CharField(_("label"), max_length=80)
    kind = models.CharField(_("kind"), max_length=20, choices=PackageKind)
    rank = models.PositiveSmallIntegerField(
        _("rank"), default=0, help_text=_("Level of administrators; 0: gives no level.")
    )
    needs_calling = models.BooleanField(_("needs a calling location"), default=False)
    includes_meetings = models.BooleanField(_("includes meetings"), default=False)
    assignable_to_users = models.BooleanField(
        _("assignable to users"), default=True, help_text=_("What is not, is entitled and not counted (M7).")
    )
    asks_quantity = models.BooleanField(_("the form asks for a quantity"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    needs_one_of = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="enables", verbose_name=_("needs one of")
    )
    is_orderable = models.BooleanField(_("can be ordered"), default=True)

    class Meta:
        ordering = ("order", "code")
        verbose_name = _("package")
        verbose_name_plural = _("packages")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=PackageKind.values), name="package_kind_is_known"),
            models.CheckConstraint(condition=~Q(code="") & ~Q(label=""), name="package_has_code_and_label"),
        ]

    def __str__(self) -> str:
        return self.label

    @cached_property
    def needed_codes(self) -> frozenset[str]:
        """The packages of which it needs at least one (M8)."""
        return frozenset(needed.code for needed in self.needs_one_of.all())

    @property
    def is_a_users_package(self) -> bool:
        """May it be the one package of a user (M6)? An add-on comes on top of one."""
        return self.assignable_to_users and self.kind != PackageKind.ADDON


class PackageAssignmentQuerySet(VisibleToQuerySet):
    """Packages of a partner's customers."""

    partner_path = "customer__partner"
    assigned_path = "customer__assignments__user"


class PackageAssignment(models.Model):
    """A package that a customer has, how much of it may be assigned, and how much is."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="assigned_packages", db_index=False
    )
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="+", db_index=False)
    quantity = models.IntegerField(_("quantity"), null=True, blank=True, help_text=_("Empty: unlimited."))
    used = models.IntegerField(_("used"), default=0, editable=False)
    state = models.CharField(
        _("status"), max_length=20, choices=PackageState, default=PackageState.PROVISIONING
    )
    warnings = models.JSONField(default=list, blank=True)
    errors = models.JSONField(default=list, blank=True)
    licence_code = models.CharField(max_length=80, blank=True)

    objects = PackageAssignmentQuerySet.as_manager()

    class Meta:
        ordering = ("package__order", "package__code")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "package"], name="customer_has_a_package_once"),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__range=(1, QUANTITY_MAX)),
                name="quantity_is_between_1_and_1000000",
            ),
            models.CheckConstraint(condition=Q(used__gte=0), name="no_less_than_nothing_is_assigned"),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(used__lte=F("quantity")),
                name="no_more_is_assigned_than_the_quantity",
            ),
            models.CheckConstraint(
                condition=~Q(state=PackageState.DELETING) | Q(used=0), name="a_package_in_use_is_not_removed"
            ),
            models.CheckConstraint(condition=Q(state__in=PackageState.values), name="package_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.package_id} of {self.customer_id}"

    @property
    def free(self) -> int | None:
        """How many more may be assigned; None: any number."""
        return None if self.quantity is None else self.quantity - self.used
