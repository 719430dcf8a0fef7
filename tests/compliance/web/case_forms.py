"""What the case page is asked, and what its forms send."""

from compliance.models import ReviewCase
from tests.compliance.factories import (
    NOTE,
    reason_to_approve,
)


def page_of(case, verb=""):
    return f"/rpl/{case.pk}/{verb}/" if verb else f"/rpl/{case.pk}/"


def form_of(case, **fields):
    """What the page's form sends: the version that was seen, and what was filled in."""
    return {"version": ReviewCase.objects.get(pk=case.pk).version, **fields}


def approval(case, **fields):
    return form_of(case, reason=reason_to_approve(), note=NOTE, days=365) | fields


def judged(case, disposition, **fields):
    return form_of(case, **{f"d-{match.pk}": disposition for match in case.matches.all()}, **fields)


def text_of(response):
    return response.content.decode()
