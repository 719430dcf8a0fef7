"""The wholesale API, and our own resources beside it."""

from django.urls import path

from customers.api.billing import BillingReportViewSet, download
from customers.api.compliance import CustomerCheckViewSet
from customers.api.customers import CustomerViewSet
from customers.api.neighbours import LicenseViewSet, LocationViewSet, OrganizationViewSet, PersonViewSet
from customers.api.setup import SetupViewSet
from customers.api.sub_partners import SubPartnerViewSet
from customers.api.subscribers import SubscriberViewSet
from customers.api.tags import TagViewSet
from customers.api.telephony import CustomerTelephonyViewSet
from customers.api.templates import TemplateViewSet
from customers.api.timeline import TimelineViewSet
from customers.api.webhook_deliveries import WebhookDeliveryViewSet
from customers.api.webhooks import WebhookViewSet

CUSTOMER = "wholesale/customers/<str:customer_id>"
WEBHOOK = "webhooks/<str:webhook_id>"

urlpatterns = [
    path("wholesale/customers", CustomerViewSet.as_view({"get": "list", "post": "create"})),
    path("wholesale/customers/validate", CustomerViewSet.as_view({"post": "validate"})),
    path(CUSTOMER, CustomerViewSet.as_view({"get": "retrieve", "put": "update", "delete": "destroy"})),
    path(f"{CUSTOMER}/resubmit", CustomerCheckViewSet.as_view({"post": "resubmit"})),
    path(f"{CUSTOMER}/rpl/answer", CustomerCheckViewSet.as_view({"post": "answer"})),
    path(f"{CUSTOMER}/setup", SetupViewSet.as_view({"get": "show", "post": "run"})),
    path(f"{CUSTOMER}/timeline", TimelineViewSet.as_view({"get": "list"})),
    path(f"{CUSTOMER}/telephony", CustomerTelephonyViewSet.as_view({"get": "show"})),
    path(f"{CUSTOMER}/telephony/reapply", CustomerTelephonyViewSet.as_view({"post": "reapply"})),
    path(
        f"{CUSTOMER}/telephony/override",
        CustomerTelephonyViewSet.as_view({"post": "override", "delete": "follow_rule"}),
    ),
    path("wholesale/subPartners", SubPartnerViewSet.as_view({"get": "list"})),
    path("wholesale/subscribers", SubscriberViewSet.as_view({"get": "list", "post": "create"})),
    path("wholesale/subscribers/validate", SubscriberViewSet.as_view({"post": "validate"})),
    path(
        "wholesale/subscribers/<str:subscriber_id>",
        SubscriberViewSet.as_view({"get": "retrieve", "put": "update", "delete": "destroy"}),
    ),
    path("wholesale/billing/reports", BillingReportViewSet.as_view({"get": "list", "post": "create"})),
    path(
        "wholesale/billing/reports/<str:report_id>",
        BillingReportViewSet.as_view({"get": "retrieve", "delete": "destroy"}),
    ),
    path("wholesale/billing/files/<str:key>", download, name="billing-download"),
    # As the contract has it: without /wholesale.
    path(
        "subscribers/<str:subscriber_id>/emails/consentMove",
        SubscriberViewSet.as_view({"post": "consent_move"}),
    ),
    path("people/me", PersonViewSet.as_view({"get": "me"})),
    path("organizations", OrganizationViewSet.as_view({"get": "list"})),
    path("organizations/<str:org_id>", OrganizationViewSet.as_view({"get": "retrieve", "delete": "destroy"})),
    path(
        "identity/organizations/<uuid:uuid>",
        OrganizationViewSet.as_view({"get": "show_identity", "patch": "rename"}),
    ),
    path("partner/tags", TagViewSet.as_view({"get": "list"})),
    path("partner/tags/organizations", TagViewSet.as_view({"get": "find"})),
    path("partner/tags/organizations/<str:org_id>", TagViewSet.as_view({"get": "retrieve"})),
    path("partner/tags/organizations/<str:org_id>/assignTags", TagViewSet.as_view({"post": "assign"})),
    path("licenses", LicenseViewSet.as_view({"get": "list"})),
    path("locations", LocationViewSet.as_view({"get": "list"})),
    path("templates", TemplateViewSet.as_view({"get": "list", "post": "create"})),
    path(
        "templates/<str:provisioning_id>",
        TemplateViewSet.as_view({"get": "retrieve", "put": "update", "delete": "destroy"}),
    ),
    path("webhooks", WebhookViewSet.as_view({"get": "list", "post": "create"})),
    path(WEBHOOK, WebhookViewSet.as_view({"get": "retrieve", "put": "update", "delete": "destroy"})),
    path(f"{WEBHOOK}/test", WebhookDeliveryViewSet.as_view({"post": "test"})),
    path(f"{WEBHOOK}/deliveries", WebhookDeliveryViewSet.as_view({"get": "list"})),
    path(
        f"{WEBHOOK}/deliveries/<str:delivery_id>/resend",
        WebhookDeliveryViewSet.as_view({"post": "resend"}),
    ),
]
