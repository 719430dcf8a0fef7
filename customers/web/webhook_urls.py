"""The pages of webhooks, mounted under /webhooks/."""

from django.urls import path

from customers.web import webhook_log, webhooks

app_name = "webhooks"
urlpatterns = [
    path("", webhooks.webhooks, name="list"),
    path("new/", webhooks.create, name="create"),
    path("<uuid:pk>/", webhooks.detail, name="detail"),
    path("<uuid:pk>/edit/", webhooks.edit, name="edit"),
    path("<uuid:pk>/delete/", webhooks.delete, name="delete"),
    path("<uuid:pk>/rotate/", webhooks.rotate, name="rotate"),
    path("<uuid:pk>/test/", webhooks.test, name="test"),
    path("<uuid:pk>/disable/", webhooks.disable, name="disable"),
    path("<uuid:pk>/enable/", webhooks.enable, name="enable"),
    path("<uuid:pk>/<uuid:delivery_pk>/", webhook_log.delivery, name="delivery"),
    path("<uuid:pk>/<uuid:delivery_pk>/resend/", webhook_log.resend, name="resend"),
]
