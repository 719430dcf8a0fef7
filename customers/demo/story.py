"""The demo's customers: one or more in each state, with the history that brought it there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from compliance import review
from compliance.enums import CaseState, Disposition
from compliance.models import ReviewCase
from compliance.profile import PostalAddress
from customers import changes, onboarding, subscribers
from customers.demo.people import person
from customers.models import Customer, OnboardingTemplate
from customers.orders import Administrator, CallingLocation, Order
from customers.provisioning import worker
from customers.subscriber_rules import Wish
from partnerhub.accounts.models import Partner
from partnerhub.accounts.roles import Role

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Scene:
    """A customer that came `hours` ago, and what happened to it since."""

    slug: str
    external_id: str
    name: str
    address: PostalAddress
    packages: dict[str, int]
    hours: float
    then: Callable[[Customer, datetime], None]
    template: str = "Standard"
    location: CallingLocation | None = None


def tell(*, at: datetime) -> None:
    """Play every scene that was not played yet, the oldest first."""
    for scene in sorted(scenes(), key=lambda scene: -scene.hours):
        partner = Partner.objects.get(slug=scene.slug)
        if not Customer.everything.filter(
            account_partner=partner.parent or partner, external_id=scene.external_id
        ):
            began = at - scene.hours * HOUR
            scene.then(_order(scene, partner, at=began), began)
    review.expire_overdue(at=at)


def _order(scene: Scene, partner: Partner, *, at: datetime) -> Customer:
    template = OnboardingTemplate.objects.get(partner=partner, name=scene.template)
    order = Order(
        provisioning_id=template.provisioning_id,
        packages=tuple(scene.packages),
        quantities=scene.packages,
        external_id=scene.external_id,
        address=scene.address,
        name=scene.name,
        administrator=Administrator(email=f"admin@{scene.external_id}.example"),
        calling_location=scene.location,
    )
    admin = partner.memberships.select_related("user").get(role=Role.FULL).user
    return onboarding.onboard(order, partner=partner, by=admin, at=at)


# --- what may happen to a customer ---------------------------------------------------------------


def waits(customer: Customer, began: datetime) -> None:
    """Nothing yet."""


def goes_live(customer: Customer, began: datetime) -> None:
    """The worker sets it up."""
    worker.provision_customer(customer.pk, at=began + timedelta(seconds=5))


def goes_live_with_people(customer: Customer, began: datetime) -> None:
    """Set up, and users are added."""
    goes_live(customer, began)
    customer = Customer.objects.get(pk=customer.pk)
    assigned = customer.assigned_packages.select_related("package")
    package = next(each.package_id for each in assigned if each.package.is_a_users_package)
    for number, (first, last) in enumerate((("Dana", "Levi"), ("Yoni", "Amar"), ("Mia", "Katz")), start=1):
        wish = Wish(
            email=f"{first.lower()}@{customer.external_id}.example",
            packages=(package,),
            first_name=first,
            last_name=last,
            extension=str(100 + number),
        )
        subscribers.add(customer, wish, by=customer.created_by, at=began + number * timedelta(minutes=1))
    worker.provision_customer(customer.pk, at=began + timedelta(minutes=5))


def is_asked(customer: Customer, began: datetime) -> None:
    """A reviewer asks the partner something."""
    rita, case = person("rita@rpl.example"), _case_of(customer)
    review.claim(case, by=rita, at=began + timedelta(minutes=9))
    question = "Please send the company's registration number and the name of its owners."
    review.ask(_case_of(customer), question, by=rita, at=began + timedelta(minutes=15))


def is_refused(customer: Customer, began: datetime) -> None:
    """It is the listed party."""
    rita = person("rita@rpl.example")
    review.claim(_case_of(customer), by=rita, at=began + timedelta(minutes=4))
    _judge(customer, Disposition.TRUE_MATCH, by=rita, at=began + timedelta(minutes=20))
    review.refuse(
        _case_of(customer),
        by=rita,
        at=began + timedelta(minutes=21),
        reason="listed-party",
        note="Same name, same street, same line of business.",
    )


def is_approved(customer: Customer, began: datetime) -> None:
    """Two reviewers agree that it is somebody else; it is set up by itself."""
    rita, sam = person("rita@rpl.example"), person("sam@rpl.example")
    review.claim(_case_of(customer), by=rita, at=began + timedelta(minutes=3))
    _judge(customer, Disposition.FALSE_POSITIVE, by=rita, at=began + timedelta(minutes=18))
    proposed = review.approve(
        _case_of(customer),
        by=rita,
        at=began + timedelta(minutes=19),
        reason="different-place",
        note="A bakery in another country; no relation to the listed party.",
    )
    if proposed.state == CaseState.PENDING_SECOND_APPROVAL:
        review.confirm(proposed, by=sam, at=began + timedelta(minutes=31), note="Agreed.")
    worker.provision_customer(customer.pk, at=began + timedelta(minutes=32))


def moves_to_a_listed_address(customer: Customer, began: datetime) -> None:
    """In service, then a move that has to be looked at: services stay on the old address meanwhile."""
    goes_live(customer, began)
    moved = PostalAddress(
        line1="88 Quartz Road", city="Glimmer Bay", state="ON", postal_code="P0T 2E0", country="CA"
    )
    changes.change_address(
        Customer.objects.get(pk=customer.pk), moved, by=customer.created_by, at=began + 20 * HOUR
    )


def _case_of(customer: Customer) -> ReviewCase:
    return customer.subject.cases.open().get()


def _judge(customer: Customer, disposition: Disposition, **how: Any) -> None:
    for match in _case_of(customer).matches.all():
        review.set_disposition(match, disposition, **how)


# --- the customers -------------------------------------------------------------------------------


def scenes() -> list[Scene]:
    """All of them."""
    tel_aviv = PostalAddress(line1="1 Rothschild Blvd", city="Tel Aviv", postal_code="6688101", country="IL")
    seattle = PostalAddress(
        line1="400 Pine St", city="Seattle", state="WA", postal_code="98101", country="US"
    )
    lyon = PostalAddress(line1="5 Rue de la Charité", city="Lyon", postal_code="69002", country="FR")
    toronto = PostalAddress(
        line1="20 Bay St", city="Toronto", state="ON", postal_code="M5J 2N8", country="CA"
    )
    bergen = PostalAddress(line1="Kaiveien 3", city="Varnholm", postal_code="5003", country="NO")
    nairobi = PostalAddress(line1="Plot 14 Mwamba Street", city="Nairobi", postal_code="00100", country="KE")
    dresden = PostalAddress(line1="Nebelgasse 77", city="Dresden", postal_code="01099", country="DE")
    dubai = PostalAddress(line1="Office 12, Palm Tower", city="Dubai", state="DU", country="AE")
    auckland = PostalAddress(line1="9 Queen St", city="Auckland", postal_code="1010", country="NZ")
    singapore = PostalAddress(line1="61 Kerosene Lane", city="Singapore", postal_code="049315", country="SG")
    office = CallingLocation(
        name="Headquarters", address=seattle, timezone="America/Los_Angeles", language="en_us"
    )
    meetings = {"webex_meetings": 25}
    return [
        Scene("northwind", "margalit", "Margalit Bakeries", tel_aviv, meetings, 160, goes_live_with_people),
        Scene(
            "northwind",
            "adventure",
            "Adventure Works",
            seattle,
            {"webex_suite": 50, "attendant_console": 2},
            140,
            goes_live_with_people,
            location=office,
        ),
        Scene(
            "northwind",
            "tailspin",
            "Tailspin Toys",
            lyon,
            meetings,
            120,
            goes_live,
            "Without call-in numbers",
        ),
        Scene(
            "northwind", "halcyon", "Halcyon Maple Foods", toronto, meetings, 60, moves_to_a_listed_address
        ),
        Scene("northwind", "varnholm", "Varnholm Heavy Engineering Works", bergen, meetings, 50, is_refused),
        Scene("northwind", "pangolin", "Pangolin Freight and Forwarding", nairobi, meetings, 80, waits),
        Scene("northwind", "obskur", "Obskur Elektronik", dresden, meetings, 6, is_asked),
        Scene("northwind", "kestrel", "Kestrel Meridian Trading", dubai, meetings, 0.4, waits),
        Scene("northwind", "wingtip", "Wingtip Orchards", auckland, meetings, 0, waits),
        Scene("northwind-north", "fjordlys", "Fjordlys Seafood", bergen, meetings, 30, goes_live),
        Scene(
            "fabrikam",
            "lucerne",
            "Lucerne Publishing",
            singapore,
            {"webex_meetings": 10},
            90,
            goes_live_with_people,
        ),
        Scene("fabrikam", "sable", "Sable Harbour Procurements", dubai, meetings, 40, is_approved),
        Scene("fabrikam", "silverfen", "Silverfen Telephony Resellers", tel_aviv, meetings, 2, waits),
    ]
