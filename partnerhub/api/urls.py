"""The API's own pages."""

from django.urls import path, re_path

from partnerhub.accounts.web.guards import public
from partnerhub.api import errors, reference

urlpatterns = [
    path("openapi.json", reference.openapi, name="openapi"),
    path("reference", reference.page, name="api-reference"),
    re_path(r"^.*$", public(errors.unknown_route)),
]
