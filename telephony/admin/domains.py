"""Domains: what describes them, their numbers with Move up and Move down, files in and out, how they go."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partnerhub.clock import now
from partnerhub.errors import DomainError
from telephony import csv_import, domains, policies, usage
from telephony.admin.forms import DomainForm, UploadForm, WithdrawalForm
from telephony.admin.pages import EditingAdmin, complain, editor
from telephony.csv_format import FileRefused
from telephony.models import CallInNumber, TelephonyDomain
from telephony.ordering import Direction


class NumberInline(admin.TabularInline):
    """The numbers in their order. They are edited on their own page; only their order is changed here."""

    model = CallInNumber
    extra = 0
    fields = ("display_order", "number", "label", "countries", "toll_type", "in_use", "defaults", "move")
    readonly_fields = fields
    ordering = ("display_order",)
    can_delete = False
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[CallInNumber]:
        return super().get_queryset(request).prefetch_related("country_rows")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.fields if policies.can_edit(editor(request)) else self.fields[:-1]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("number"))
    def number(self, number: CallInNumber) -> SafeString:
        url = reverse("admin:telephony_callinnumber_change", args=[number.pk])
        return format_html('<a href="{}"><bdi dir="ltr">{}</bdi></a>', url, number.display)

    @admin.display(description=_("countries"))
    def countries(self, number: CallInNumber) -> str:
        return " ".join(number.get_countries())

    @admin.display(description=_("in use"), boolean=True)
    def in_use(self, number: CallInNumber) -> bool:
        return number.is_available

    @admin.display(description=_("default"))
    def defaults(self, number: CallInNumber) -> str:
        if number.is_default_toll:
            return gettext("toll")
        return gettext("toll-free") if number.is_default_toll_free else ""

    @admin.display(description=_("move"))
    def move(self, number: CallInNumber) -> SafeString:
        """Two buttons of the page's own form: they work without JavaScript and post its token."""
        return format_html("{} {}", *(_move_button(number, direction) for direction in Direction))


def _move_button(number: CallInNumber, direction: Direction) -> SafeString:
    words = {
        Direction.UP: (gettext("Move up"), gettext("Move up: %(number)s")),
        Direction.DOWN: (gettext("Move down"), gettext("Move down: %(number)s")),
    }
    text, name = words[direction]
    return format_html(
        '<button type="submit" class="button" formnovalidate formaction="{}" aria-label="{}">{}</button>',
        reverse("admin:telephony_callinnumber_move", args=[number.pk, direction.value]),
        name % {"number": number.display},
        text,
    )


@admin.register(TelephonyDomain)
class DomainAdmin(EditingAdmin):
    form = DomainForm
    list_display = ("name", "region", "partner", "is_default", "active", "number_count")
    list_filter = ("region", "active", "is_default")
    list_select_related = ("partner",)
    search_fields = ("name", "numbers__e164")
    inlines = (NumberInline,)
    change_form_template = "telephony/admin/domain_change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[TelephonyDomain]:
        return super().get_queryset(request).annotate(number_count=Count("numbers"))

    @admin.display(description=_("numbers"))
    def number_count(self, domain: Any) -> int:
        return domain.number_count

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        by, at = editor(request), now()
        if change:
            domains.change(obj, **form.cleaned_data, by=by, at=at)
        else:
            domains.open_domain(id=obj.pk, **form.cleaned_data, by=by, at=at)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """The inline is for reading: nothing of it is written."""
        formset.save(commit=False)

    def get_urls(self) -> list[URLPattern]:
        name = "telephony_telephonydomain"
        return [
            self.page("<uuid:pk>/export/", self.export, f"{name}_export"),
            self.page("<uuid:pk>/import/", self.upload, f"{name}_import"),
            self.page("<uuid:pk>/go/<str:way>/", self.go, f"{name}_go"),
            self.deed("<uuid:pk>/activate/", _activate, f"{name}_activate"),
            self.deed("<uuid:pk>/default/", _make_default, f"{name}_default"),
            *super().get_urls(),
        ]

    def export(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The list as a file."""
        domain = get_object_or_404(TelephonyDomain, pk=pk)
        response = HttpResponse(csv_import.export(domain), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="call-in-numbers-{domain.pk}.csv"'
        return response

    def upload(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """A file is looked at first; what was looked at is then taken in, all or nothing."""
        domain = get_object_or_404(TelephonyDomain, pk=pk)
        if "content" in request.POST:
            return self._take_in(request, domain)
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method != "POST" or not form.is_valid():
            return self._upload_page(request, domain, form=form)
        return self._show_plan(request, domain, form.cleaned_data["file"])

    def go(self, request: HttpRequest, pk: UUID, way: str) -> HttpResponse:
        """The page that lists the affected sites before a domain is deactivated or removed."""
        domain = get_object_or_404(TelephonyDomain, pk=pk)
        if way not in _WAYS:
            return self.back_to(domain)
        sites = usage.sites_of(domain)
        form = WithdrawalForm(
            request.POST or None,
            choices=_replacements_of(domain),
            needed=bool(sites),
            can_apply=usage.can_apply(),
            initial={"seen": usage.fingerprint(sites)},
        )
        if request.method == "POST" and form.is_valid():
            try:
                _WAYS[way](domain, domains.Consent(**form.cleaned_data), by=editor(request), at=now())
            except DomainError as refused:
                complain(request, refused)
                return redirect(request.path)
            messages.success(request, gettext("Done."))
            return redirect("admin:telephony_telephonydomain_changelist")
        context = {"form": form, "sites": sites, "way": way, "subject": domain}
        return render(request, "telephony/admin/go.html", {**self._context(request, domain), **context})

    def _show_plan(self, request: HttpRequest, domain: TelephonyDomain, raw: bytes) -> HttpResponse:
        try:
            plan = csv_import.plan(domain, raw)
        except FileRefused as refused:
            return self._upload_page(request, domain, form=UploadForm(), lines=refused.lines)
        content = base64.b64encode(raw).decode()
        return self._upload_page(request, domain, plan=plan, content=content)

    def _take_in(self, request: HttpRequest, domain: TelephonyDomain) -> HttpResponse:
        try:
            raw = base64.b64decode(request.POST["content"], validate=True)
        except (binascii.Error, ValueError):
            return self._upload_page(request, domain, form=UploadForm())
        try:
            plan = csv_import.take_in(
                domain, raw, seen=request.POST.get("seen", ""), by=editor(request), at=now()
            )
        except usage.InUse as in_use:
            complain(request, in_use)
            return self._show_plan(request, domain, raw)
        except FileRefused as refused:
            return self._upload_page(request, domain, form=UploadForm(), lines=refused.lines)
        messages.success(request, gettext("The list now has %(count)d numbers.") % {"count": len(plan.rows)})
        return self.back_to(domain)

    def _upload_page(self, request: HttpRequest, domain: TelephonyDomain, **context: Any) -> HttpResponse:
        return render(request, "telephony/admin/import.html", {**self._context(request, domain), **context})

    def _context(self, request: HttpRequest, domain: TelephonyDomain) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "domain": domain,
            "title": str(domain),
        }


_WAYS = {"deactivate": domains.deactivate, "remove": domains.remove}


def _replacements_of(domain: TelephonyDomain) -> QuerySet[TelephonyDomain]:
    others = TelephonyDomain.objects.filter(
        active=True,
        primary_bridge=domain.primary_bridge,
        backup_bridge=domain.backup_bridge,
        web_domain=domain.web_domain,
    )
    return others.exclude(pk=domain.pk)


def _activate(request: HttpRequest, domain: TelephonyDomain) -> str:
    domains.activate(domain, by=editor(request), at=now())
    return gettext("The domain is active.")


def _make_default(request: HttpRequest, domain: TelephonyDomain) -> str:
    domains.make_default(domain, by=editor(request), at=now())
    return gettext("This is the default domain now.")
