"""The partner's pages, mounted under /customers/."""

from django.urls import path

from customers.web import (
    change,
    compliance,
    consent,
    create,
    export,
    list,
    onboarding_templates,
    organizations,
    page,
    people,
    removal,
    setup,
    telephony,
)

app_name = "customers"
urlpatterns = [
    path("", list.customers, name="list"),
    path("export.csv", export.customers, name="export"),
    path("new/", create.create, name="create"),
    path("templates/", onboarding_templates.templates, name="templates"),
    path("templates/new/", onboarding_templates.create, name="template-create"),
    path("templates/<uuid:pk>/", onboarding_templates.edit, name="template-edit"),
    path("templates/<uuid:pk>/retire/", onboarding_templates.retire, name="template-retire"),
    path("consent/<str:token>/", consent.agree, name="consent"),
    path("organizations/", organizations.organizations, name="organizations"),
    path("organizations/<uuid:org_id>/remove/", organizations.remove, name="organization-remove"),
    path("<uuid:pk>/", page.detail, name="detail"),
    path("<uuid:pk>/status/", page.status, name="status"),
    path("<uuid:pk>/company/", change.company, name="change-company"),
    path("<uuid:pk>/address/", change.address, name="change-address"),
    path("<uuid:pk>/packages/", change.packages, name="packages"),
    path("<uuid:pk>/resubmit/", change.resubmit, name="resubmit"),
    path("<uuid:pk>/subscribers/", people.subscribers, name="subscribers"),
    path("<uuid:pk>/subscribers/add/", people.add, name="subscriber-add"),
    path("<uuid:pk>/subscribers/<uuid:subscriber_pk>/", people.move, name="subscriber-move"),
    path("<uuid:pk>/subscribers/<uuid:subscriber_pk>/remove/", people.remove, name="subscriber-remove"),
    path("<uuid:pk>/telephony/", telephony.telephony, name="telephony"),
    path("<uuid:pk>/telephony/reapply/", telephony.reapply, name="telephony-reapply"),
    path("<uuid:pk>/compliance/", compliance.compliance, name="compliance"),
    path("<uuid:pk>/setup/", setup.setup, name="setup"),
    path("<uuid:pk>/setup/run/", setup.run, name="setup-run"),
    path("<uuid:pk>/timeline/", page.timeline, name="timeline"),
    path("<uuid:pk>/api/", page.api, name="api"),
    path("<uuid:pk>/remove/", removal.remove, name="remove"),
]
