"""Pages of API clients."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from partnerhub.api.web import pages


class ClientIdConverter(StringConverter):
    """As we make them: letters and digits."""

    regex = "[A-Za-z0-9]{20,255}"


register_converter(ClientIdConverter, "client_id")

urlpatterns = [
    path("", pages.overview, name="api-clients"),
    path("new/", pages.create, name="api-client-create"),
    path("new-token/", pages.create_token, name="api-token-create"),
    path("<client_id:client_id>/", pages.show, name="api-client"),
    path("<client_id:client_id>/rotate/", pages.rotate, name="api-client-rotate"),
    path("<client_id:client_id>/revoke/", pages.revoke, name="api-client-revoke"),
    path("<client_id:client_id>/withdraw/", pages.withdraw, name="api-client-withdraw"),
]
