"""Rows of customers: the partner's customers with all that belongs to them, and the catalogue."""

from customers.models.administrator import CustomerAdministrator
from customers.models.announcement import Announcement
from customers.models.billing_report import BillingReport
from customers.models.customer import Customer
from customers.models.customer_assignment import CustomerAssignment
from customers.models.meeting_site import MeetingSite
from customers.models.organization_removal import OrganizationRemoval
from customers.models.package import QUANTITY_MAX, Package, PackageAssignment
from customers.models.platform import (
    Licence,
    Organization,
    OutsideAdministrator,
    PlatformLocation,
    PlatformPerson,
    PlatformSite,
)
from customers.models.proposal import ChangeProposal
from customers.models.provisioning_step import ProvisioningStep
from customers.models.subscriber import PackageUse, Subscriber
from customers.models.tag import CustomerTag
from customers.models.template import OnboardingTemplate
from customers.models.webhook import Webhook
from customers.models.webhook_delivery import WebhookDelivery

__all__ = [
    "QUANTITY_MAX",
    "Announcement",
    "BillingReport",
    "ChangeProposal",
    "Customer",
    "CustomerAdministrator",
    "CustomerAssignment",
    "CustomerTag",
    "Licence",
    "MeetingSite",
    "OnboardingTemplate",
    "Organization",
    "OrganizationRemoval",
    "OutsideAdministrator",
    "Package",
    "PackageAssignment",
    "PackageUse",
    "PlatformLocation",
    "PlatformPerson",
    "PlatformSite",
    "ProvisioningStep",
    "Subscriber",
    "Webhook",
    "WebhookDelivery",
]
