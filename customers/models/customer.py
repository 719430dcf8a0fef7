"""A partner's customer."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from compliance.profile import PostalAddress, Profile
from customers.enums import CustomerStatus
from customers.models.template import OnboardingTemplate
from partnerhub.accounts.models import Partner, Subscription
from partnerhub.accounts.scoping import VisibleToQuerySet
from partnerhub.inserts import PreparedInserts
from partnerhub.keys import new_key
from partnerhub.state_models import StateField, StatefulModel, transition
from telephony.models import TelephonyDomain

if TYPE_CHECKING:
    from customers.models.administrator import CustomerAdministrator
    from customers.models.proposal import ChangeProposal

S = CustomerStatus
RPL_ERRORS = frozenset({90020, 90021, 90022})


class CustomerQuerySet(VisibleToQuerySet):
    """Undeleted customers, unless asked for all with `Customer.everything`."""

    assigned_path = "assignments__user"

    def listed(self) -> Self:
        """Without organizations of partners whose own subscription is cancelled: they leave the list (M5)."""
        cancelled = Subscription.objects.filter(cancelled_at__isnull=False).values("partner")
        return self.exclude(is_own_organization=True, partner__in=cancelled)

    def owned_by(self, partner: Partner) -> Self:
        """The customers that a list of this partner shows."""
        return super().owned_by(partner).listed()


class UndeletedManager(models.Manager.from_queryset(CustomerQuerySet)):  # type: ignore[misc]
    """Deleted rows stay for billing and evidence, out of everybody's way."""

    def get_queryset(self) -> CustomerQuerySet:
        return super().get_queryset().filter(deleted_at=None)


class AddressFields(models.Model):
    """A postal address in columns."""

    line1 = models.CharField(_("address line 1"), max_length=50, blank=True)
    line2 = models.CharField(_("address line 2"), max_length=50, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    state = models.CharField(_("state or province"), max_length=100, blank=True)
    postal_code = models.CharField(_("zip or postal code"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)

    ADDRESS_FIELDS = ("line1", "line2", "city", "state", "postal_code", "country")

    class Meta:
        abstract = True

    @property
    def address(self) -> PostalAddress:
        """The address in one piece."""
        return PostalAddress(**{name: getattr(self, name) for name in self.ADDRESS_FIELDS})

    @address.setter
    def address(self, address: PostalAddress) -> None:
        for name in self.ADDRESS_FIELDS:
            setattr(self, name, getattr(address, name))


class Customer(AddressFields, StatefulModel, PreparedInserts):
    """From order to service. Address, name and administrator are those in force; changes are proposed."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    # Without an index is what one below begins with, and what nobody looks for.
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="customers", db_index=False)
    # The partner at the top: externalId is unique among its customers and those of its sub-partners.
    account_partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", db_index=False)
    external_id = models.CharField(_("external id"), max_length=255)
    name = models.CharField(_("name"), max_length=255, blank=True)
    primary_email = models.EmailField(_("administrator's e-mail"), blank=True)
    admin_first_name = models.CharField(_("administrator's first name"), max_length=100, blank=True)
    admin_last_name = models.CharField(_("administrator's last name"), max_length=100, blank=True)
    admin_level = models.ForeignKey(
        "customers.Package",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    language = models.CharField(_("language"), max_length=5, blank=True)
    calling_location = models.JSONField(_("calling location"), null=True, blank=True)
    meetings_timezone = models.CharField(_("time zone of meetings"), max_length=64, blank=True)
    sub_partner_admin_email = models.EmailField(_("sub-partner's admin"), blank=True)

    template = models.ForeignKey(
        OnboardingTemplate, on_delete=models.PROTECT, related_name="customers", db_index=False
    )
    template_settings = models.JSONField(default=dict, editable=False)
    telephony_domain = models.ForeignKey(
        TelephonyDomain,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
    )

    # Whatever comes first, it waits for the check.
    status = StateField(_("status"), choices=CustomerStatus, default=CustomerStatus.PENDING_RPL_REVIEW)
    prior_status = models.CharField(max_length=40, blank=True, editable=False, choices=CustomerStatus)
    errors = models.JSONField(default=list, blank=True, editable=False)
    subject = models.OneToOneField(
        "compliance.Subject", on_delete=models.PROTECT, related_name="customer", editable=False
    )
    clearance = models.ForeignKey(
        "compliance.Clearance",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
    )
    requested_org_id = models.UUIDField(_("attached organization"), null=True, blank=True, editable=False)
    org_id = models.UUIDField(_("organization id"), null=True, blank=True, editable=False)
    is_own_organization = models.BooleanField(_("your organization"), default=False, editable=False)

    # One more at each beginning of a set-up: the worker plans its steps anew for each round.
    setup_round = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("created"), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
    )
    status_changed_at = models.DateTimeField(editable=False)
    went_live_at = models.DateTimeField(null=True, blank=True, editable=False)
    suspended_at = models.DateTimeField(null=True, blank=True, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = UndeletedManager()
    everything = CustomerQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        indexes: ClassVar = [
            models.Index(fields=["partner", "-created_at", "-id"], name="customers_of_a_partner"),
            models.Index(Lower("primary_email"), name="customer_by_email"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(status__in=S.values), name="customer_status_is_known"),
            models.CheckConstraint(
                condition=Q(status__in=sorted(S.WITHOUT_CLEARANCE)) | Q(clearance__isnull=False),
                name="customer_in_service_has_a_clearance",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(S.SETTLED))
                | Q(org_id__isnull=False, went_live_at__isnull=False),
                name="provisioned_customer_has_an_organization",
            ),
            models.CheckConstraint(
                condition=Q(suspended_at__isnull=True)
                | Q(went_live_at__isnull=False, status__in=sorted(S.WITHOUT_CLEARANCE)),
                name="suspended_customer_is_not_in_service",
            ),
            models.CheckConstraint(
                condition=~Q(status=S.PENDING_RPL_REVIEW)
                | Q(went_live_at__isnull=True)
                | Q(suspended_at__isnull=False)
                | ~Q(prior_status=""),
                name="live_customer_under_review_knows_its_prior_status",
            ),
            models.CheckConstraint(
                condition=Q(prior_status__in=["", *sorted(S.SETTLED), S.UPDATING]),
                name="prior_status_is_one_of_service",
            ),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True) | Q(status=S.DELETING),
                name="deleted_customer_was_deleting",
            ),
            models.CheckConstraint(
                condition=Q(country__regex=r"^[A-Z]{2}$"), name="customer_names_its_country"
            ),
            models.CheckConstraint(condition=~Q(external_id=""), name="customer_has_an_external_id"),
            models.UniqueConstraint(
                fields=["account_partner", "external_id"],
                condition=Q(deleted_at__isnull=True),
                name="external_id_is_unique_per_partner",
            ),
            models.UniqueConstraint(
                fields=["org_id"],
                condition=Q(deleted_at__isnull=True, org_id__isnull=False),
                name="organization_belongs_to_one_customer",
            ),
            models.UniqueConstraint(
                fields=["requested_org_id"],
                condition=Q(deleted_at__isnull=True, requested_org_id__isnull=False),
                name="organization_is_attached_to_one_customer",
            ),
            models.UniqueConstraint(
                fields=["partner"],
                condition=Q(deleted_at__isnull=True, is_own_organization=True),
                name="partner_has_one_own_organization",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.external_id

    @property
    def is_live(self) -> bool:
        """Went live, and not deleted: services run, or ran until a suspension."""
        return self.went_live_at is not None and self.deleted_at is None

    @property
    def is_suspended(self) -> bool:
        """Services are off: a person refused the profile in force."""
        return self.suspended_at is not None

    @property
    def is_refused(self) -> bool:
        """In `error` by the RPL check: only a resubmission leads on."""
        return self.status == S.ERROR and any(error.get("errorCode") in RPL_ERRORS for error in self.errors)

    @property
    def is_change_refused(self) -> bool:
        """In service as before: what was asked last was dropped by the RPL check."""
        return self.status == S.PROVISIONED and any(
            error.get("errorCode") in RPL_ERRORS for error in self.errors
        )

    @property
    def profile(self) -> Profile:
        """The facts in force, as they are screened."""
        return Profile(
            name=self.name,
            address=self.address,
            administrator=f"{self.admin_first_name} {self.admin_last_name}".strip(),
            email=self.primary_email,
        )

    def get_open_proposal(self) -> ChangeProposal | None:
        """The change that waits for compliance."""
        return self.proposals.filter(settled_at=None).first()

    def get_full_administrator(self) -> CustomerAdministrator | None:
        """The administrator with whom the customer was created."""
        return self.administrators.filter(is_full=True).first()

    # Transitions stamp fields only; what follows from them is written in `customers.lifecycle`.

    @transition(status, source=[S.PROVISIONING, S.PENDING_RPL_REVIEW, S.ERROR], target=S.PROVISIONING)
    def begin_provisioning(self) -> None:
        """The check is clear: it is set up, or its steps go on."""
        self.errors = []
        self.setup_round += 1

    @transition(
        status,
        source=[S.PROVISIONED, S.PROVISIONED_WITH_ERRORS, S.PENDING_RPL_REVIEW, S.ERROR, S.UPDATING],
        target=S.UPDATING,
    )
    def begin_updating(self) -> None:
        """A change of a live customer is carried out; a suspension ends."""
        self.errors = []
        self.prior_status = ""
        self.suspended_at = None
        self.setup_round += 1

    @transition(
        status,
        source=[
            S.PROVISIONING,
            S.PENDING_RPL_REVIEW,
            S.PROVISIONED,
            S.PROVISIONED_WITH_ERRORS,
            S.UPDATING,
            S.ERROR,
        ],
        target=S.PENDING_RPL_REVIEW,
    )
    def wait_for_review(self) -> None:
        """The denied-party check is not clear. A live customer remembers where it came from."""
        if self.status == S.PENDING_RPL_REVIEW:
            return
        if self.is_live and not self.is_suspended:
            self.prior_status = self.status if self.status in S.SETTLED else S.UPDATING
        else:
            self.clearance = None
            self.errors = self.errors if self.is_suspended else []

    @transition(status, source=[S.PROVISIONING, S.UPDATING, S.PENDING_RPL_REVIEW], target=S.PROVISIONED)
    def settle(self) -> None:
        """Everything is set up, or a hold ended and nothing was changed."""
        self.prior_status = ""

    @transition(
        status, source=[S.PROVISIONING, S.UPDATING, S.PENDING_RPL_REVIEW], target=S.PROVISIONED_WITH_ERRORS
    )
    def settle_with_errors(self) -> None:
        """Usable; some package failed."""
        self.prior_status = ""

    @transition(
        status,
        source=[
            S.PROVISIONING,
            S.UPDATING,
            S.PENDING_RPL_REVIEW,
            S.PROVISIONED,
            S.PROVISIONED_WITH_ERRORS,
            S.ERROR,
        ],
        target=S.ERROR,
    )
    def fail(self, errors: list[dict[str, Any]]) -> None:
        """It cannot go on; `errors` says why."""
        self.errors = errors
        self.prior_status = ""

    @transition(
        status,
        source=[S.PENDING_RPL_REVIEW, S.PROVISIONED, S.PROVISIONED_WITH_ERRORS, S.UPDATING, S.ERROR],
        target=S.ERROR,
    )
    def suspend(self, errors: list[dict[str, Any]], *, at: datetime) -> None:
        """A person refused a live customer: services go off."""
        self.errors = errors
        self.prior_status = ""
        self.clearance = None
        self.suspended_at = at

    @transition(
        status,
        source=[S.PENDING_RPL_REVIEW, S.PROVISIONED, S.PROVISIONED_WITH_ERRORS, S.ERROR],
        target=S.DELETING,
    )
    def begin_deleting(self) -> None:
        """It is being removed."""
        self.prior_status = ""
        self.suspended_at = None
