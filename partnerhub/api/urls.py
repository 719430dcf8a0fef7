"""The API's own pages."""

from django.urls import path, re_path

from partnerhub.accounts.web.guards import public
from partnerhub.api import errors, reference
from partnerhub.api.oauth import consent, endpoints

urlpatterns = [
    path("openapi.json", reference.openapi, name="openapi"),
    path("reference", reference.page, name="api-reference"),
    path("authorize", consent.authorize, name="authorize"),
    path("access_token", endpoints.access_token, name="access-token"),
    path("revoke", endpoints.revoke, name="revoke"),
    re_path(r"^.*$", public(errors.unknown_route)),
]
