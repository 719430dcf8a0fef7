"""Telephony API, mounted under /v1/."""

from django.urls import path

from telephony.api.views import DomainViewSet, PreviewViewSet

urlpatterns = [
    path("telephony/domains", DomainViewSet.as_view({"get": "list"}), name="api-telephony-domains"),
    path(
        "telephony/domains/<str:domain_id>",
        DomainViewSet.as_view({"get": "retrieve"}),
        name="api-telephony-domain",
    ),
    path("telephony/preview", PreviewViewSet.as_view({"get": "show"}), name="api-telephony-preview"),
]
