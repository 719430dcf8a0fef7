"""A partner groups its customers by tags; neither other partners nor the customers see them (wholesale-api.md 8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from customers import changes, field_rules, locking
from customers.models import Customer, CustomerTag
from customers.models.tag import LONGEST_TAG, MOST_TAGS
from partnerhub.accounts.models import User
from partnerhub.audit import trail
from partnerhub.errors import Invalid, Problem


@dataclass(frozen=True, slots=True)
class Tag:
    """A word of the partner's own, and what it means by it."""

    name: str
    description: str = ""


def assign(customer: Customer, tags: Sequence[Tag], *, by: User, at: datetime) -> None:
    """These tags and no others; none takes all away. Raises Invalid, changes.CustomerBusy once it is deleted."""
    if problems := list(_check(tags)):
        raise Invalid(problems)
    with transaction.atomic():
        if locking.lock_alone(customer.pk) is None:
            raise changes.CustomerBusy
        before, after = _names_of(customer), [tag.name for tag in tags]
        customer.tags.all().delete()
        CustomerTag.objects.bulk_create(
            CustomerTag(customer=customer, name=tag.name, description=tag.description) for tag in tags
        )
        if before != after:
            trail.record(
                "customer.tagged",
                on=customer,
                by=by,
                at=at,
                partner=customer.partner,
                before={"tags": before},
                after={"tags": after},
            )


def _names_of(customer: Customer) -> list[str]:
    return list(customer.tags.values_list("name", flat=True))


def _check(tags: Sequence[Tag]) -> Iterator[Problem]:
    if len(tags) > MOST_TAGS:
        sentence = _("At most %(longest)s entries.") % {"longest": MOST_TAGS}
        yield Problem(field_rules.SIZE, sentence, "tags")
    for place, tag in enumerate(tags):
        at = f"tags[{place}]"
        yield from field_rules.text(tag.name, f"{at}.name", longest=LONGEST_TAG, required=True)
        yield from field_rules.text(tag.description, f"{at}.description", longest=255)
        if "," in tag.name:
            # A list of tags to look for is written with commas.
            yield Problem(field_rules.INVALID, _("A tag holds no comma."), f"{at}.name")
        if tag.name in [other.name for other in tags[:place]]:
            yield Problem(field_rules.INVALID, _("This tag is there twice."), f"{at}.name")
