"""A customer's users, the package of each, and since when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from customers.enums import SubscriberState
from customers.models.customer import Customer
from customers.models.package import Package
from partnerhub.accounts.scoping import VisibleToQuerySet
from partnerhub.keys import new_key


class SubscriberQuerySet(VisibleToQuerySet):
    """Users of a partner's customers."""

    partner_path = "customer__partner"
    assigned_path = "customer__assignments__user"


class PresentManager(models.Manager.from_queryset(SubscriberQuerySet)):  # type: ignore[misc]
    """Removed rows stay for billing, out of everybody's way."""

    def get_queryset(self) -> SubscriberQuerySet:
        return super().get_queryset().filter(deleted_at=None)


class Subscriber(models.Model):
    """A user of a customer, with exactly one base package (M6) and add-ons on top of it."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="subscribers")
    email = models.EmailField(_("e-mail"))
    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    phone = models.CharField(_("telephone number"), max_length=16, blank=True)
    extension = models.CharField(_("extension"), max_length=10, blank=True)
    location_id = models.CharField(_("location"), max_length=255, blank=True)
    package = models.ForeignKey(
        Package, verbose_name=_("package"), on_delete=models.PROTECT, related_name="+"
    )
    addons = models.ManyToManyField(Package, blank=True, related_name="+", verbose_name=_("add-ons"))
    state = models.CharField(_("status"), max_length=30, choices=SubscriberState, editable=False)
    person_id = models.UUIDField(null=True, blank=True, editable=False)
    errors = models.JSONField(default=list, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), editable=False)
    status_changed_at = models.DateTimeField(editable=False)
    # Agreed to leave the organization that the person was in.
    consented_at = models.DateTimeField(null=True, blank=True, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PresentManager()
    everyone = SubscriberQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["email"], condition=Q(deleted_at__isnull=True), name="email_belongs_to_one_subscriber"
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="subscriber_email_is_in_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(state__in=SubscriberState.values), name="subscriber_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.email


class PackageUse(models.Model):
    """From when to when a subscriber had a package: what billing counts. Rows end, they do not go."""

    id = models.BigAutoField(primary_key=True)
    subscriber = models.ForeignKey(Subscriber, on_delete=models.PROTECT, related_name="uses")
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="+")
    # Repeats the catalogue, for the constraint: of add-ons a subscriber may have several.
    is_base = models.BooleanField()
    from_at = models.DateTimeField(_("from"))
    to_at = models.DateTimeField(_("to"), null=True, blank=True)

    class Meta:
        ordering = ("from_at", "id")
        verbose_name = _("package use")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subscriber"],
                condition=Q(to_at__isnull=True, is_base=True),
                name="subscriber_has_one_base_package",
            ),
            models.UniqueConstraint(
                fields=["subscriber", "package"],
                condition=Q(to_at__isnull=True),
                name="subscriber_has_a_package_once",
            ),
            models.CheckConstraint(
                condition=Q(to_at__isnull=True) | Q(to_at__gte=F("from_at")),
                name="package_use_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} {self.package_id}"
