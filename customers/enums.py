"""Words with a fixed set of values, and the groups that belong to them (wholesale-api.md section 3)."""

from __future__ import annotations

from enum import nonmember

from django.db import models
from django.utils.translation import gettext_lazy as _


class CustomerStatus(models.TextChoices):
    """Where a customer stands. Only `customers.lifecycle` moves it."""

    PROVISIONING = "provisioning", _("Provisioning")
    PENDING_RPL_REVIEW = "pending_rpl_review", _("Under compliance review")
    PROVISIONED = "provisioned", _("Provisioned")
    PROVISIONED_WITH_ERRORS = "provisioned_with_errors", _("Provisioned with errors")
    UPDATING = "updating", _("Updating")
    DELETING = "deleting", _("Deleting")
    ERROR = "error", _("Error")

    # Complete: a change may begin.
    SETTLED = nonmember(frozenset({"provisioned", "provisioned_with_errors"}))
    # The worker sets something up; its steps commit in these only.
    BEING_SET_UP = nonmember(frozenset({"provisioning", "updating"}))
    # A PUT has to wait (90011).
    BUSY = nonmember(frozenset({"provisioning", "updating", "deleting", "pending_rpl_review"}))
    # May be without a clearance (M10).
    WITHOUT_CLEARANCE = nonmember(frozenset({"pending_rpl_review", "error", "deleting"}))


class PackageKind(models.TextChoices):
    """What a package of the catalogue is."""

    BASE = "base", _("Base package")
    ADDON = "addon", _("Add-on")
    CONTACT_CENTER = "contact_center", _("Contact centre")


class PackageState(models.TextChoices):
    """Where a customer's package stands; `status` in the contract."""

    PROVISIONED = "provisioned", _("Provisioned")
    PROVISIONING = "provisioning", _("Provisioning")
    DELETING = "deleting", _("Being removed")
    ERROR = "error", _("Error")


class SubscriberState(models.TextChoices):
    """Where a subscriber stands; `status` in the contract."""

    PROVISIONED = "provisioned", _("Provisioned")
    PENDING_USER_MIGRATION = "pending_user_migration", _("Waiting for the person's consent")


class ProposalOutcome(models.TextChoices):
    """How a proposed change ended."""

    ADOPTED = "adopted", _("Adopted")
    DROPPED = "dropped", _("Dropped")


class StepKind(models.TextChoices):
    """What is set up on the platform, in its order: a step for each package, administrator and subscriber."""

    ORGANIZATION = "organization", _("Organization")
    SERVICES = "services", _("Services on or off")
    MEETING_SITE = "meeting_site", _("Meeting site and call-in numbers")
    PACKAGE = "package", _("Package")
    LOCATION = "location", _("Calling location")
    ADMINISTRATOR = "administrator", _("Administrator")
    SUBSCRIBER = "subscriber", _("Subscriber")
    REMOVAL = "removal", _("Removal")


class StepState(models.TextChoices):
    """Where one step stands."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")

    # Something is still to come.
    OPEN = nonmember(frozenset({"waiting", "running"}))


class WebhookResource(models.TextChoices):
    """Of what partners are told; `resource` of a webhook."""

    CUSTOMERS = "wholesaleCustomers", _("Customers")
    SUBSCRIBERS = "wholesaleSubscribers", _("Subscribers")
    BILLING_REPORTS = "wholesaleBillingReports", _("Billing reports")


class AnnouncementKind(models.TextChoices):
    """What partners are told; `event` of a webhook."""

    CREATED = "created", _("Created")
    UPDATED = "updated", _("Updated")
    DELETED = "deleted", _("Deleted")
    STATUS_CHANGED = "statusChanged", _("Status changed")


class ReportType(models.TextChoices):
    """How fine a billing report is."""

    PARTNER = "PARTNER", _("Per partner")
    CUSTOMER = "CUSTOMER", _("Per customer")
    USER = "USER", _("Per user")


class ReportCategory(models.TextChoices):
    """What a billing report counts."""

    RECONCILIATION = "RECONCILIATION", _("Usage of a period")
    POINT_IN_TIME = "POINT_IN_TIME", _("Present allocation")


class ReportState(models.TextChoices):
    """Where a billing report stands; `status` in the contract."""

    IN_PROGRESS = "IN_PROGRESS", _("Being built")
    COMPLETED = "COMPLETED", _("Completed")
    FAILED = "FAILED", _("Failed")


class WebhookStatus(models.TextChoices):
    """Is a webhook served? `status` in the contract."""

    ACTIVE = "active", _("Active")
    INACTIVE = "inactive", _("Disabled")


class WebhookOwner(models.TextChoices):
    """Whose webhook it is; `ownedBy` in the contract."""

    CREATOR = "creator", _("The person who made it")
    ORG = "org", _("The whole organization")


class DisabledReason(models.TextChoices):
    """Why a webhook is not served."""

    BY_HAND = "by_hand", _("Disabled by hand")
    GAVE_UP = "gave_up", _("Given up: every try of one delivery failed")
    GONE = "gone", _("The endpoint answered 410: it is gone for good")
    OWNER_LEFT = "owner_left", _("The person who made it has left")


class DeliveryOccasion(models.TextChoices):
    """Why something is sent to a webhook."""

    EVENT = "event", _("Event")
    TEST = "test", _("Test")
    RESEND = "resend", _("Sent again by hand")

    # Tried once, whatever the webhook's status: a person looks at the outcome.
    BY_HAND = nonmember(frozenset({"test", "resend"}))


class DeliveryState(models.TextChoices):
    """Where a delivery stands."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Being sent")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Failed")

    # Something is still to come.
    OPEN = nonmember(frozenset({"waiting", "running"}))


class DeliveryError(models.TextChoices):
    """Why a try failed."""

    REFUSED_ADDRESS = "refused_address", _("The name leads to an address that nothing is sent to.")
    UNKNOWN_HOST = "unknown_host", _("The name cannot be resolved.")
    NO_CONNECTION = "no_connection", _("No connection, or one without a valid certificate for this name.")
    TIMEOUT = "timeout", _("No complete answer within 10 seconds.")
    NO_ANSWER = "no_answer", _("The connection broke, or what came was no HTTP answer.")
    REDIRECT = "redirect", _("The endpoint redirects; redirects are not followed.")
    STATUS = "status", _("The endpoint answered with a code other than 2xx.")
    NO_SECRET = "no_secret", _("The secret cannot be read any more. Set a new one.")
    INTERRUPTED = "interrupted", _("Each try was cut off.")
    UNEXPECTED = "unexpected", _("Something went wrong on our side.")
