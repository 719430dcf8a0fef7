"""What every page shows the same way: status, moments, telephone numbers, history, menus."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import phonenumbers
from django import template
from django.forms import BaseForm
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext, pgettext
from django_countries import countries

from partnerhub import navigation, tones
from partnerhub.audit.models import AuditEvent
from partnerhub.clock import now

register = template.Library()

# A value in the words of the API, such as pending_rpl_review.
_CODE = re.compile(r"[a-z]+(_[a-z]+)+")
# Fields in the spelling of the API, such as errorCode.
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
# In these fields of history one word is such a value too; elsewhere it may be what somebody typed.
_CODED = frozenset(
    ["call_type", "disposition", "grant", "outcome", "prefer", "reason", "state", "status", "step", "trigger"]
)
_WORD = re.compile(r"[a-z]+")


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing of the sprite in components/icons.html. It only accompanies words: readers skip it."""
    return format_html(
        '<svg class="icon" width="16" height="16" aria-hidden="true"><use href="#i-{}"/></svg>', name
    )


@register.inclusion_tag("components/badge.html")
def status_badge(value: Any, label: Any = "", size: str = "") -> dict[str, Any]:
    """A status in words with its icon and colour; `label` says it where the value has none of its own."""
    tone = tones.of_status(str(value))
    words = label or getattr(value, "label", "") or str(value).replace("_", " ").capitalize()
    return {"tone": tone, "icon": tones.ICONS[tone], "label": words, "size": size}


@register.filter
def phone(number: Any) -> SafeString | str:
    """A telephone number as people read it, left to right in every language: +44 20 7946 0958."""
    text = str(number or "")
    if not text:
        return ""
    return format_html('<bdi dir="ltr" class="phone">{}</bdi>', _international(text))


def _international(text: str) -> str:
    try:
        parsed = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return text  # An extension, or what somebody typed.
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@register.filter
def country_name(code: Any) -> str:
    """The country of an ISO 3166-1 code in the reader's language; the code itself where there is none."""
    return str(dict(countries).get(str(code), code or ""))


@register.simple_tag
def utc(moment: datetime | None, only: str = "") -> SafeString | str:
    """A moment in the reader's format, its UTC instant as title; `only="date"` leaves out the time."""
    if moment is None:
        return ""
    instant = moment.astimezone(UTC)
    text = formats.date_format(instant, "DATE_FORMAT" if only == "date" else "SHORT_DATETIME_FORMAT")
    if not only:
        text = f"{formats.date_format(instant, 'j M Y')}, {instant:%H:%M}"
    return _time(instant, text)


@register.simple_tag
def countdown(due_at: datetime | None) -> SafeString | str:
    """How long is left until a deadline: in words, urgent below 24 hours, over once it is past."""
    if due_at is None:
        return ""
    left = due_at - now()
    urgency = "bad" if left <= timedelta(hours=4) else "wait" if left <= timedelta(hours=24) else ""
    text = (
        gettext("deadline passed")
        if left <= timedelta(0)
        else gettext("%(time)s left") % {"time": duration(left)}
    )
    return _time(due_at.astimezone(UTC), text, f"countdown {urgency}".strip())


@register.filter
def duration(span: timedelta) -> str:
    """A length of time in its two largest units: 2 days 14 hours, 3 hours 5 minutes, 40 minutes."""
    minutes = max(int(span.total_seconds() // 60), 0)
    days, hours, minutes = minutes // 1440, minutes % 1440 // 60, minutes % 60
    parts = [
        ngettext("%(n)d day", "%(n)d days", days) % {"n": days} if days else "",
        ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours} if hours else "",
        ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes} if minutes else "",
    ]
    largest = [part for part in parts if part][:2]
    return " ".join(largest) or gettext("less than a minute")


def _time(instant: datetime, text: str, css: str = "") -> SafeString:
    return format_html(
        '<time datetime="{}" title="{}"{}>{}</time>',
        f"{instant:%Y-%m-%dT%H:%M:%SZ}",
        f"{instant:%Y-%m-%d %H:%M:%S} UTC",
        format_html(' class="{}"', css) if css else mark_safe(""),
        text,
    )


@register.inclusion_tag("components/timeline.html")
def timeline(events: Iterable[AuditEvent], *, brief: bool = False) -> dict[str, Any]:
    """History events, in the order given, as sentences with who, when and (unless `brief`) what changed."""
    return {"entries": [_entry(event) for event in events], "brief": brief}


def _entry(event: AuditEvent) -> dict[str, Any]:
    status = event.after.get("status")
    tone = tones.of_status(str(status)) if status else tones.of_action(event.action)
    return {
        "event": event,
        "sentence": sentence_of(event.action),
        "tone": tone,
        "icon": tones.ICONS[tone],
        "is_job": event.actor_kind == "job",
        "changes": changes_of(event),
    }


def sentence_of(action: str) -> str:
    """ "customer.change_proposed" in words, translated: Customer change proposed."""
    return _in_words(action.replace(".", " "))


def changes_of(event: AuditEvent) -> list[dict[str, Any]]:
    """The changed values of an event, ready to print: one element a field."""
    names = [*event.before, *(name for name in event.after if name not in event.before)]
    told = [name for name in names if event.before.get(name) or event.after.get(name)]
    return [
        {
            "name": _in_words(name),
            "before": _printed(event.before.get(name), is_coded=name in _CODED),
            "after": _printed(event.after.get(name), is_coded=name in _CODED),
        }
        for name in told
    ]


def _printed(value: Any, *, is_coded: bool = False) -> str:
    if isinstance(value, dict):
        return ", ".join(_part(name, item) for name, item in value.items() if item not in (None, ""))
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list | tuple):
        return ", ".join(_printed(item) for item in value)
    text = "" if value is None else str(value)
    return _in_words(text) if _CODE.fullmatch(text) or (is_coded and _WORD.fullmatch(text)) else text


def _part(name: str, value: Any) -> str:
    # A state is a place here, and a case's elsewhere: hence the context.
    words = pgettext("part of a value", _sentence(name))
    # What went wrong is kept as a sentence of ours, in English.
    return f"{words}: {gettext(value) if name == 'description' else _printed(value)}"


def _in_words(code: str) -> str:
    return gettext(_sentence(code))


def _sentence(code: str) -> str:
    """ "pending_rpl_review" and "externalId" as the beginning of a sentence."""
    words = _HUMP.sub(" ", code).replace("_", " ").capitalize()
    return words.replace(" rpl ", " RPL ")


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """What stands in the way of a form, each error a link to its field."""
    problems = [
        {"href": f"#{bound.id_for_label or bound.auto_id}", "label": bound.label, "message": message}
        for form in forms
        for bound in form
        for message in bound.errors
    ]
    general = [message for form in forms for message in form.non_field_errors()]
    return {"problems": problems, "general": general, "total": len(problems) + len(general)}


@register.inclusion_tag("components/navigation.html", takes_context=True)
def navigation_of(context: Context) -> dict[str, Any]:
    """The pages of this person's role, the current one marked."""
    request = context.get("request")
    access = getattr(request, "access", None)
    if request is None or access is None or access.role is None:
        return {"links": []}
    links = []
    for entry in navigation.entries_for(access):
        try:
            url = reverse(entry.route)
        except NoReverseMatch:
            continue  # An app that is not mounted has no entry.
        links.append({"label": entry.label, "url": url, "is_current": _is_at(request.path, url)})
    return {"links": links}


def _is_at(path: str, url: str) -> bool:
    return path.startswith(url)
