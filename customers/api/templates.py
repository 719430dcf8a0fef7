"""/v1/templates: onboarding templates, whose provisioningId an order names (M4)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponse

from customers import templates
from customers.models import OnboardingTemplate
from partnerhub.accounts.roles import Permission
from partnerhub.api import acting, ids
from partnerhub.api.pagination import LinkPage
from partnerhub.api.reference import described
from partnerhub.api.requests import Request
from partnerhub.api.responses import Document, answer, moment, nothing
from partnerhub.api.shapes import Flag, Kind, Shape, Text
from partnerhub.api.viewsets import ScopedViewSet
from partnerhub.clock import now
from partnerhub.errors import fields_named
from telephony.models import TelephonyDomain

DOMAIN_KIND = "TELEPHONY_DOMAIN"
READ, WRITE = "partnerhub:templates_read", "partnerhub:templates_write"

# Field of the API → setting of the topic module.
_TEXTS = {
    "name": "name",
    "country": "country",
    "emailLanguage": "email_language",
    "adminEmail": "admin_email",
    "authentication": "authentication",
    "identityProvider": "identity_provider",
}
_FLAGS = {
    "invitesWhenAttaching": "invites_when_attaching",
    "restrictedAdmins": "restricted_admins",
    "suppressesInvites": "suppresses_invites",
}
_FIELDS: dict[str, Kind] = {
    **{name: Text() for name in _TEXTS},
    **{name: Flag() for name in _FLAGS},
    "telephonyDomainId": Text("The id of a telephony domain; empty: the default."),
}
_NAMES = {"telephonyDomain": "telephonyDomainId"}
CREATE = Shape(_FIELDS, required=("name",), about="A new onboarding template.")
UPDATE = Shape(_FIELDS, about="Other settings, for customers to come; what is absent stays.")


class Template(Document, kw_only=True):
    """An onboarding template. `provisioningId` is what a create request names."""

    provisioning_id: str
    name: str
    country: str
    email_language: str
    admin_email: str
    authentication: str
    identity_provider: str
    invites_when_attaching: bool
    restricted_admins: bool
    suppresses_invites: bool
    telephony_domain_id: str | None = None
    created: str
    is_own: bool


class TemplateList(Document, kw_only=True):
    """A page of templates."""

    items: list[Template]


class TemplateViewSet(ScopedViewSet):
    """Templates of the caller's partner; a sub-partner also reads its parent's."""

    queryset = OnboardingTemplate.objects.all()
    permissions: ClassVar = {
        "list": Permission.TEMPLATES_VIEW,
        "retrieve": Permission.TEMPLATES_VIEW,
        "create": Permission.TEMPLATES_EDIT,
        "update": Permission.TEMPLATES_EDIT,
        "destroy": Permission.TEMPLATES_EDIT,
    }
    scopes: ClassVar = {"list": READ, "retrieve": READ, "create": WRITE, "update": WRITE, "destroy": WRITE}

    @described("listTemplates", answer=TemplateList, tag="Partner Hub")
    def list(self, request: Request) -> HttpResponse:
        """Templates that an order may name."""
        page, partner = LinkPage(request), acting.partner_of(request)
        found = self.get_queryset().in_use().order_by("name", "id")
        if partner is not None:
            found = found.usable_by(partner)
        items = [self._document(template) for template in page.rows_of(found)]
        return answer(TemplateList(items=items), headers=page.headers)

    @described("getTemplate", answer=Template, tag="Partner Hub")
    def retrieve(self, request: Request, provisioning_id: str) -> HttpResponse:
        """One template."""
        return answer(self._document(self._template()))

    @described("createTemplate", answer=Template, status=201, body=CREATE, tag="Partner Hub")
    def create(self, request: Request) -> HttpResponse:
        """A new template."""
        partner = acting.partner_of(request)
        if partner is None:
            raise ids.UnknownId
        settings = self._settings(CREATE.require(request.data))
        with fields_named(_NAMES):
            template = templates.create(partner=partner, by=request.user, at=now(), **settings)
        return answer(self._document(template), status=201)

    @described("updateTemplate", answer=Template, body=UPDATE, tag="Partner Hub")
    def update(self, request: Request, provisioning_id: str) -> HttpResponse:
        """Other settings."""
        settings = self._settings(UPDATE.require(request.data))
        with fields_named(_NAMES):
            template = templates.change(self._own_template(), by=request.user, at=now(), **settings)
        return answer(self._document(template))

    @described("retireTemplate", status=204, tag="Partner Hub")
    def destroy(self, request: Request, provisioning_id: str) -> HttpResponse:
        """Retire it: customers that were made with it keep their settings."""
        templates.retire(self._own_template(), by=request.user, at=now())
        return nothing()

    def _template(self) -> OnboardingTemplate:
        pk = ids.decode_bare(self.kwargs["provisioning_id"])
        template = self.get_queryset().in_use().filter(pk=pk).first()
        if template is None:
            raise ids.UnknownId
        return template

    def _own_template(self) -> OnboardingTemplate:
        # A sub-partner reads its parent's templates and leaves them alone.
        template, partner = self._template(), self.request.auth.partner
        if partner is not None and partner.pk not in (template.partner_id, template.partner.parent_id):
            raise ids.UnknownId
        return template

    def _settings(self, body: dict[str, Any]) -> dict[str, Any]:
        settings = {setting: body[name] for name, setting in {**_TEXTS, **_FLAGS}.items() if name in body}
        if "telephonyDomainId" in body:
            settings["telephony_domain"] = self._domain(body["telephonyDomainId"])
        return settings

    def _domain(self, text: str) -> TelephonyDomain | None:
        if not text:
            return None
        try:
            pk = ids.decode(text, DOMAIN_KIND)
        except ids.UnknownId:
            raise ids.UnknownId(field="telephonyDomainId") from None
        domain = TelephonyDomain.objects.visible_to(self.request.auth).filter(pk=pk).first()
        if domain is None:
            raise ids.UnknownId(field="telephonyDomainId")
        return domain

    def _document(self, template: OnboardingTemplate) -> Template:
        texts = {setting: getattr(template, setting) for setting in (*_TEXTS.values(), *_FLAGS.values())}
        partner, domain_id = self.request.auth.partner, template.telephony_domain_id
        return Template(
            provisioning_id=template.provisioning_id,
            telephony_domain_id=ids.encode(DOMAIN_KIND, domain_id) if domain_id else None,
            created=moment(template.created_at),
            is_own=partner is None or template.partner_id == partner.pk,
            **texts,
        )
