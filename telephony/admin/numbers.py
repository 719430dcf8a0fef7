"""Call-in numbers: added and changed in a form; moved, made default, taken out and put back by buttons."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partnerhub.clock import now
from partnerhub.errors import DomainError
from telephony import call_in_numbers, ordering, usage, withdrawal
from telephony.admin.forms import NumberForm, WithdrawalForm
from telephony.admin.pages import EditingAdmin, complain, editor
from telephony.models import CallInNumber
from telephony.ordering import Direction
from telephony.withdrawal import Consent, Way


@admin.register(CallInNumber)
class NumberAdmin(EditingAdmin):
    form = NumberForm
    fields = (
        "domain",
        "phone",
        "countries",
        "label",
        "access_number",
        "toll_type",
        "call_type",
        "in_global_list",
        "read_as",
    )
    list_display = (
        "display",
        "label",
        "domain",
        "countries",
        "toll_type",
        "active",
        "hidden",
        "display_order",
    )
    list_filter = ("domain", "toll_type", "active", "hidden")
    search_fields = ("e164", "display", "label")
    list_select_related = ("domain",)
    change_form_template = "telephony/admin/number_change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[CallInNumber]:
        return super().get_queryset(request).prefetch_related("country_rows")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("domain",) if obj else ()

    @admin.display(description=_("countries"))
    def countries(self, number: CallInNumber) -> str:
        return " ".join(number.get_countries())

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        in_list = form.cleaned_data["in_global_list"]
        by, at = editor(request), now()
        if change:
            saved = call_in_numbers.change(obj, form.entry, in_global_list=in_list, by=by, at=at)
        else:
            saved = call_in_numbers.add(
                form.cleaned_data["domain"], form.entry, in_global_list=in_list, by=by, at=at
            )
        obj.pk, obj.display, obj.label = saved.pk, saved.display, saved.label
        for warning in form.entry.warnings:
            messages.warning(request, str(warning))

    def get_urls(self) -> list[URLPattern]:
        name = "telephony_callinnumber"
        return [
            self.deed("<uuid:pk>/move/<str:direction>/", self._move, f"{name}_move"),
            self.deed("<uuid:pk>/restore/", _restore, f"{name}_restore"),
            self.deed("<uuid:pk>/default/", _make_default, f"{name}_default"),
            self.page("<uuid:pk>/go/<str:way>/", self.go, f"{name}_go"),
            *super().get_urls(),
        ]

    def back_to(self, row: CallInNumber) -> HttpResponse:
        """A number is one line of its domain's list: show that."""
        return redirect("admin:telephony_telephonydomain_change", row.domain_id)

    def go(self, request: HttpRequest, pk: UUID, way: str) -> HttpResponse:
        """The page that lists the affected sites before a number is hidden, deactivated or removed."""
        number = get_object_or_404(CallInNumber, pk=pk)
        if way not in list(Way):
            return self.back_to(number)
        sites = usage.sites_of(number)
        form = WithdrawalForm(
            request.POST or None,
            choices=CallInNumber.objects.filter(domain=number.domain_id).available().exclude(pk=number.pk),
            needed=bool(sites),
            can_apply=usage.can_apply(),
            initial={"seen": usage.fingerprint(sites)},
        )
        if request.method == "POST" and form.is_valid():
            try:
                withdrawal.withdraw(
                    number, Way(way), Consent(**form.cleaned_data), by=editor(request), at=now()
                )
            except DomainError as refused:
                complain(request, refused)
                return redirect(request.path)
            messages.success(request, gettext("Done."))
            return self.back_to(number)
        context = {"opts": self.opts, "form": form, "sites": sites, "way": way, "subject": number}
        context |= {**self.admin_site.each_context(request), "title": str(number)}
        return render(request, "telephony/admin/go.html", context)

    def _move(self, request: HttpRequest, number: CallInNumber, *, direction: str) -> str:
        if direction not in list(Direction):
            return gettext("It stays where it is.")
        moved = ordering.move(number, Direction(direction), by=editor(request), at=now())
        return gettext("The order is changed.") if moved else gettext("It is at the end of the list already.")


def _restore(request: HttpRequest, number: CallInNumber) -> str:
    withdrawal.restore(number, by=editor(request), at=now())
    return gettext("The number is in use again.")


def _make_default(request: HttpRequest, number: CallInNumber) -> str:
    call_in_numbers.make_default(number, by=editor(request), at=now())
    return gettext("This is the default number now.")
