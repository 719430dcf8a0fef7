"""The API's own pages."""

from django.urls import path, re_path

from partnerhub.accounts.web.guards import public
from partnerhub.api import errors, reference
from partnerhub.api.client_resource import ClientViewSet
from partnerhub.api.oauth import consent, endpoints

urlpatterns = [
    path("openapi.json", reference.openapi, name="openapi"),
    path("reference", reference.page, name="api-reference"),
    path("authorize", consent.authorize, name="authorize"),
    path("access_token", endpoints.access_token, name="access-token"),
    path("revoke", endpoints.revoke, name="revoke"),
    path("clients", ClientViewSet.as_view({"get": "list", "post": "create"})),
    path("clients/<str:client_id>", ClientViewSet.as_view({"get": "retrieve", "delete": "destroy"})),
    path("clients/<str:client_id>/rotate", ClientViewSet.as_view({"post": "rotate"})),
    re_path(r"^.*$", public(errors.unknown_route)),
]
