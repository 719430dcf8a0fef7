"""The API's own pages."""

from django.urls import re_path

from partnerhub.accounts.web.guards import public
from partnerhub.api import errors

urlpatterns = [re_path(r"^.*$", public(errors.unknown_route))]
