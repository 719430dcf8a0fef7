"""The whole URL map. Mounts everybody's pages; nothing imports it."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    # Programs ask most often, and patterns are tried in turn.
    path("v1/", include("customers.api.urls")),
    path("v1/", include("compliance.api.urls")),
    path("v1/", include("telephony.api.urls")),
    path("v1/", include("partnerhub.api.urls")),
    path("", include("partnerhub.accounts.web.urls")),
    path("customers/", include("customers.web.urls")),
    path("webhooks/", include("customers.web.webhook_urls")),
    path("rpl/", include("compliance.web.urls")),
    path("telephony/", include("telephony.urls")),
    path("api-clients/", include("partnerhub.api.web.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "partnerhub.failures.bad_request"
handler403 = "partnerhub.failures.permission_denied"
handler404 = "partnerhub.failures.page_not_found"
handler500 = "partnerhub.failures.server_error"
