"""A partner adds a customer: checked, screened, and written with the status of the answer (M2, M10-M12)."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import IntegrityError

from compliance import monitoring
from compliance.answer import Answer
from compliance.enums import Trigger
from compliance.screening import screen
from compliance.screening.found import Found
from customers import administrators, lifecycle, packages, platform, precheck, references
from customers.models import Customer
from customers.orders import Order
from customers.package_rules import highest_rank
from customers.platform.base import PlatformUnavailable
from customers.precheck import Checked
from partnerhub.accounts.models import Partner, User
from partnerhub.keys import new_key


def onboard(
    order: Order, *, partner: Partner, by: User, at: datetime, customer_id: uuid.UUID | None = None
) -> Customer:
    """A new customer of this partner: `provisioning`, or `pending_rpl_review` until compliance has answered.

    A caller that may send an order twice names the `customer_id`: the database takes it once.
    Raises SubPartnerSuspended (90015), Invalid with everything that is wrong with the order, or
    UnknownReference (90006), ExternalIdInUse (90010), OrganizationInUse, EmailInUse (10022).
    """
    checked = name_from_platform(precheck.require(order, partner=partner))

    def write(found: Found) -> Customer:
        return _create(checked, found, customer_id, partner=partner, by=by, at=at)

    try:
        return screen.ask(checked.order.profile, write)
    except IntegrityError:
        # Somebody was quicker with the same externalId or organization: now the check finds it.
        precheck.require(order, partner=partner)
        raise


def name_from_platform(checked: Checked) -> Checked:
    """The order with the name of the organization that it attaches to, where it names none.

    Raises UnknownReference (90006). A platform that does not answer leaves the name empty: without a name
    the screening is unavailable, and the customer waits until `attached_names` has read it (fail closed).
    """
    if checked.org_id is None:
        return checked
    try:
        organization = platform.current().find_organization(checked.org_id)
    except PlatformUnavailable:
        return checked
    if organization is None:
        raise references.UnknownReference.about("orgId")
    return checked if checked.order.name else precheck.with_name(checked, organization.name)


def _create(
    checked: Checked, found: Found, customer_id: uuid.UUID | None, *, partner: Partner, by: User, at: datetime
) -> Customer:
    order = checked.order
    subject = monitoring.new_subject(partner=partner, label=order.name or order.external_id, at=at)
    answer: Answer = screen.record(found, subject=subject, trigger=Trigger.CREATE, by=by, at=at)
    customer = Customer(
        id=customer_id or new_key(),
        partner=partner,
        account_partner=partner.parent or partner,
        subject=subject,
        created_by=by,
        created_at=at,
        **values_of(checked),
        requested_org_id=checked.org_id,
        is_own_organization=checked.org_id == partner.org_id,
    )
    lifecycle.open_with(customer, answer, by=by, at=at)
    packages.order(customer, checked.packages, order.quantities)
    if order.administrator.email:
        administrators.appoint(customer, order.administrator, is_full=True, at=at)
    return customer


def values_of(checked: Checked) -> dict[str, object]:
    """The columns that an order fills. The template's settings are copied: its later changes stay away."""
    order, template = checked.order, checked.template
    if template is None:  # A valid order has one.
        raise references.UnknownReference.about("provisioningId")
    return {
        "external_id": order.external_id,
        "name": order.name,
        "primary_email": order.administrator.email.lower(),
        "admin_first_name": order.administrator.first_name,
        "admin_last_name": order.administrator.last_name,
        "admin_level": highest_rank(checked.packages),
        "language": order.language or template.email_language,
        "calling_location": order.calling_location.to_json() if order.calling_location else None,
        "meetings_timezone": order.meetings_timezone,
        "sub_partner_admin_email": order.sub_partner_admin_email,
        "template": template,
        "template_settings": template.to_settings(),
        "telephony_domain_id": template.telephony_domain_id,
        **{name: getattr(order.address, name) for name in Customer.ADDRESS_FIELDS},
    }
