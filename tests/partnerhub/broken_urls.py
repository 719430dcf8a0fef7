"""The portal's URLs, and beside them endpoints that break."""

from django.db import OperationalError
from django.urls import path

from partnerhub import urls
from partnerhub.accounts.web.guards import public


@public
def breaks(request, why):
    raise {"bug": ZeroDivisionError, "database": OperationalError}[why]("connection refused")


urlpatterns = [path("v1/broken/<str:why>", breaks), path("broken/<str:why>", breaks), *urls.urlpatterns]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
