"""Actions that ask something first: a page between the list and the deed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext

from partnerhub.errors import DomainError

type Deed = Callable[[Any, dict[str, Any]], object]


def each(request: HttpRequest, rows: Iterable[Any], do: Callable[[Any], object]) -> None:
    """Do it to each row for itself; say for how many it was done, and why not for the others."""
    done = 0
    for row in rows:
        try:
            do(row)
        except DomainError as refusal:
            messages.error(request, f"{row}: {refusal.message}")
        else:
            done += 1
    if done:
        messages.success(request, ngettext("Done for %(n)d.", "Done for %(n)d.", done) % {"n": done})


def ask_first(
    page: ModelAdmin, request: HttpRequest, rows: Any, form_class: type[forms.Form], title: Any, do: Deed
) -> HttpResponse | None:
    """The page that asks; once it is filled in, `do(row, answers)` for each row."""
    is_sent = "apply" in request.POST
    form = form_class(request.POST) if is_sent else form_class()
    if is_sent and form.is_valid():
        each(request, rows, lambda row: do(row, form.cleaned_data))
        return None
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": title,
        "form": form,
        "rows": rows,
        "action": request.POST["action"],
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return render(request, "admin/ask_first.html", context)
