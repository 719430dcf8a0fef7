"""Domains to read, and the preview: which number would a country get, and why (B5)."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import Count
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response

from partnerhub.accounts.roles import Permission
from partnerhub.api import ids
from partnerhub.api.pagination import LinkPage
from partnerhub.api.requests import Request
from partnerhub.api.viewsets import ScopedViewSet
from partnerhub.errors import Invalid, Problem
from telephony import directory, iso3166
from telephony.api.serializers import (
    DOMAIN,
    DOMAIN_KIND,
    DOMAINS,
    PREVIEW,
    domain_json,
    number_json,
    preview_json,
)
from telephony.models import CallInNumber, TelephonyDomain

READ_SCOPE = "partnerhub:telephony_read"


class DomainViewSet(ScopedViewSet):
    """Telephony domains, read-only: the operator keeps them."""

    queryset = TelephonyDomain.objects.all()
    pagination_class = None
    permissions: ClassVar = {"list": Permission.TELEPHONY_VIEW, "retrieve": Permission.TELEPHONY_VIEW}
    scopes: ClassVar = {"list": READ_SCOPE, "retrieve": READ_SCOPE}

    @extend_schema(
        operation_id="listTelephonyDomains",
        parameters=[OpenApiParameter("max", int), OpenApiParameter("offset", int)],
        responses=DOMAINS,
    )
    def list(self, request: Request) -> Response:
        """The domains that this partner may use, with how many numbers each has."""
        page = LinkPage(request)
        rows = page.rows_of(self.get_queryset().annotate(number_count=Count("numbers")).order_by("name"))
        return page.respond([{**domain_json(row), "numberCount": row.number_count} for row in rows])

    @extend_schema(operation_id="getTelephonyDomain", responses=DOMAIN)
    def retrieve(self, request: Request, domain_id: str) -> Response:
        """One domain with its numbers in order."""
        domain = get_object_or_404(self.get_queryset(), pk=ids.decode(domain_id, DOMAIN_KIND))
        numbers = CallInNumber.objects.filter(domain=domain).with_countries()
        return Response({**domain_json(domain), "callInNumbers": [number_json(number) for number in numbers]})


class PreviewViewSet(ScopedViewSet):
    """Which number would a customer in this country get, and why?"""

    queryset = TelephonyDomain.objects.all()
    pagination_class = None
    permissions: ClassVar = {"show": Permission.TELEPHONY_VIEW}
    scopes: ClassVar = {"show": READ_SCOPE}

    @extend_schema(
        operation_id="previewCallInNumbers",
        parameters=[
            OpenApiParameter(
                "country", str, required=True, description="ISO 3166-1 alpha-2, written exactly"
            ),
            OpenApiParameter("domain", str, description="Id of a telephony domain; without: the default one"),
        ],
        responses=PREVIEW,
    )
    def show(self, request: Request) -> Response:
        """The numbers, the reason, and the way there."""
        country = _country(request)
        domain = self._domain(request) or directory.default_domain(request.auth.partner)  # type: ignore[union-attr]
        return Response(preview_json(directory.call_in_defaults(country, domain), domain))

    def _domain(self, request: Request) -> TelephonyDomain | None:
        text = request.query_params.get("domain", "")
        if not text:
            return None
        try:
            domain = self.get_queryset().filter(pk=ids.decode(text, DOMAIN_KIND)).first()
        except ids.UnknownId:
            domain = None
        if domain is None:
            raise Invalid([Problem(90001, _("There is no such telephony domain."), "domain")])
        return domain


def _country(request: Request) -> str:
    code = request.query_params.get("country")
    if code is None or code == "":
        raise Invalid([Problem(1001, _("A country is needed."), "country")])
    return iso3166.check_country(code)
