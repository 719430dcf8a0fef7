"""Telephony pages, mounted under /telephony/."""

from django.urls import path

from telephony.web import pages

app_name = "telephony"
urlpatterns = [
    path("", pages.domains, name="domains"),
    path("preview/", pages.preview, name="preview"),
    path("preview/fragment", pages.preview_fragment, name="preview-fragment"),
    path("<uuid:pk>/", pages.domain, name="domain"),
]
