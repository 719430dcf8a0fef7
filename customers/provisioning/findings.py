"""What partners read of a set-up: errors and warnings of each package, and how the set-up ended."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from customers.enums import CustomerStatus, PackageState, StepKind, StepState
from customers.models import Customer, MeetingSite, PackageAssignment, ProvisioningStep, Subscriber

# Codes of what is found later; those of requests are at their exceptions.
STEP_FAILED = 90063
NO_CALL_IN_NUMBER = 90064

Finding = dict[str, Any]
_STATES: dict[str | None, PackageState] = {
    StepState.DONE: PackageState.PROVISIONED,
    StepState.FAILED: PackageState.ERROR,
}


def publish(customer: Customer) -> None:
    """Give each package the state, errors and warnings that follow from the steps as they are now."""
    settled = customer.steps.exclude(state__in=sorted(StepState.OPEN))
    failed = list(settled.filter(state=StepState.FAILED))
    own_states = dict(settled.filter(kind=StepKind.PACKAGE).values_list("target", "state"))
    packages_of = _packages_of_subscribers(failed)
    has_number = not lacks_call_in_number(customer)
    for assignment in customer.assigned_packages.select_related("package"):
        errors = [entry_of(step) for step in failed if _concerns(step, assignment, packages_of)]
        warnings = [] if has_number or not assignment.package.includes_meetings else [_no_number()]
        _write(assignment, _STATES.get(own_states.get(assignment.package_id)), errors, warnings)
    for step in failed:
        if step.kind == StepKind.SUBSCRIBER:
            Subscriber.everyone.filter(pk=step.target).update(errors=[entry_of(step)])


def entry_of(step: ProvisioningStep) -> Finding:
    """A failed step as an error in the words of the contract."""
    sentence = _("Step “%(step)s” failed: %(reason)s Run the setup again to repeat it.")
    return {"errorCode": STEP_FAILED, "description": sentence % {"step": step.kind, "reason": step.error}}


def end_of(customer: Customer) -> CustomerStatus:
    """How a set-up without open steps ends."""
    is_flawed = customer.steps.filter(state=StepState.FAILED).exists() or lacks_call_in_number(customer)
    return CustomerStatus.PROVISIONED_WITH_ERRORS if is_flawed else CustomerStatus.PROVISIONED


def lacks_call_in_number(customer: Customer) -> bool:
    """Did the rule find no call-in number for the customer's site, and nobody set one?"""
    return MeetingSite.objects.without_number().filter(customer=customer).exists()


def _no_number() -> Finding:
    sentence = _(
        "No default call-in number was found for the organization's country. The operator has been asked."
    )
    return {"errorCode": NO_CALL_IN_NUMBER, "description": sentence}


def _write(
    assignment: PackageAssignment, state: PackageState | None, errors: list[Finding], warnings: list[Finding]
) -> None:
    if state is None or (assignment.state == PackageState.DELETING and state == PackageState.PROVISIONED):
        state = PackageState(assignment.state)
    if (assignment.errors, assignment.warnings, assignment.state) == (errors, warnings, state):
        return
    assignment.errors, assignment.warnings, assignment.state = errors, warnings, state
    assignment.save(update_fields=["errors", "warnings", "state"])


def _concerns(step: ProvisioningStep, assignment: PackageAssignment, packages_of: dict[str, str]) -> bool:
    package = assignment.package
    if step.kind == StepKind.PACKAGE:
        return step.target == package.code
    if step.kind == StepKind.MEETING_SITE:
        return package.includes_meetings
    if step.kind == StepKind.LOCATION:
        return package.needs_calling
    if step.kind == StepKind.ADMINISTRATOR:
        return package.code == assignment.customer.admin_level_id
    if step.kind == StepKind.SUBSCRIBER:
        return packages_of.get(step.target) == package.code
    return True


def _packages_of_subscribers(failed: Iterable[ProvisioningStep]) -> dict[str, str]:
    ids = [step.target for step in failed if step.kind == StepKind.SUBSCRIBER]
    if not ids:
        return {}
    rows = Subscriber.everyone.filter(pk__in=ids).values_list("pk", "package_id")
    return {str(pk): package for pk, package in rows}
