"""What a verdict does to a customer, row by row: reviewing the policy is reviewing this table."""

from __future__ import annotations

from enum import StrEnum

from compliance.enums import Trigger, Verdict


class Standing(StrEnum):
    """Where a customer stands when the verdict comes."""

    NOT_LIVE = "not live"
    LIVE = "live"
    SUSPENDED = "suspended"
    DELETING = "deleting"


class Effect(StrEnum):
    """What the verdict does."""

    NOTHING = "unchanged"
    WAIT = "pending_rpl_review"  # services of a live customer stay on, those of a suspended one off
    PROVISION = "provisioning"
    FAIL = "error"
    ADOPT = "proposal adopted, updating"
    DROP = "proposal dropped, prior status"
    GO_ON = "prior status"
    SUSPEND = "error, services off"
    RESUME = "updating, services resume"


Verdicts = dict[Verdict, Effect]

_ASKED: Verdicts = {  # not live: create, resubmit (an address that changes before the set-up is one of it)
    Verdict.CLEAR: Effect.PROVISION,
    Verdict.POTENTIAL_MATCH: Effect.WAIT,
    Verdict.UNAVAILABLE: Effect.WAIT,
    Verdict.APPROVED: Effect.PROVISION,
    Verdict.REFUSED: Effect.FAIL,
    Verdict.EXPIRED: Effect.FAIL,
}
_LOOKED_AGAIN: Verdicts = {  # not live: list update
    Verdict.CLEAR: Effect.NOTHING,
    Verdict.POTENTIAL_MATCH: Effect.WAIT,
    Verdict.UNAVAILABLE: Effect.NOTHING,
    Verdict.APPROVED: Effect.PROVISION,
    Verdict.REFUSED: Effect.FAIL,
    Verdict.EXPIRED: Effect.FAIL,
}
_PROPOSED: Verdicts = {  # live: change of address, name or administrator
    Verdict.CLEAR: Effect.ADOPT,
    Verdict.POTENTIAL_MATCH: Effect.WAIT,
    Verdict.UNAVAILABLE: Effect.WAIT,
    Verdict.APPROVED: Effect.ADOPT,
    Verdict.REFUSED: Effect.DROP,
    Verdict.EXPIRED: Effect.DROP,
}
_IN_FORCE: Verdicts = {  # live: list update, and whatever else concerns the profile in force
    Verdict.CLEAR: Effect.NOTHING,
    Verdict.POTENTIAL_MATCH: Effect.WAIT,
    Verdict.UNAVAILABLE: Effect.NOTHING,
    Verdict.APPROVED: Effect.GO_ON,
    Verdict.REFUSED: Effect.SUSPEND,
    # Overdue: cutting telephone service, emergency calls included, takes a person's decision.
    Verdict.EXPIRED: Effect.NOTHING,
}
_RESUBMITTED: Verdicts = {  # suspended: resubmit. Only a person lifts a refusal (R4).
    Verdict.CLEAR: Effect.NOTHING,
    Verdict.POTENTIAL_MATCH: Effect.WAIT,
    Verdict.UNAVAILABLE: Effect.WAIT,
    Verdict.APPROVED: Effect.RESUME,
    Verdict.REFUSED: Effect.FAIL,
    Verdict.EXPIRED: Effect.FAIL,
}
_BARRED: Verdicts = {  # suspended: anything but its resubmission leaves it where it is
    Verdict.CLEAR: Effect.NOTHING,
    Verdict.POTENTIAL_MATCH: Effect.NOTHING,
    Verdict.UNAVAILABLE: Effect.NOTHING,
    Verdict.APPROVED: Effect.NOTHING,
    Verdict.REFUSED: Effect.FAIL,
    Verdict.EXPIRED: Effect.FAIL,
}
_GONE: Verdicts = dict.fromkeys(Verdict, Effect.NOTHING)

# A retry is answered under the trigger of what was retried; should one come bare, it lifts nothing.
_ROWS: dict[Standing, dict[Trigger, Verdicts]] = {
    Standing.NOT_LIVE: {
        Trigger.CREATE: _ASKED,
        Trigger.PROFILE_CHANGE: _ASKED,
        Trigger.RESUBMIT: _ASKED,
        Trigger.LIST_UPDATE: _LOOKED_AGAIN,
        Trigger.MANUAL: _LOOKED_AGAIN,
        Trigger.RETRY: _LOOKED_AGAIN,
    },
    Standing.LIVE: {
        Trigger.CREATE: _IN_FORCE,
        Trigger.PROFILE_CHANGE: _PROPOSED,
        Trigger.RESUBMIT: _IN_FORCE,
        Trigger.LIST_UPDATE: _IN_FORCE,
        Trigger.MANUAL: _IN_FORCE,
        Trigger.RETRY: _IN_FORCE,
    },
    Standing.SUSPENDED: {
        trigger: _RESUBMITTED if trigger == Trigger.RESUBMIT else _BARRED for trigger in Trigger
    },
    Standing.DELETING: dict.fromkeys(Trigger, _GONE),
}

ON_VERDICT: dict[tuple[Standing, Trigger, Verdict], Effect] = {
    (standing, trigger, verdict): effect
    for standing, triggers in _ROWS.items()
    for trigger, verdicts in triggers.items()
    for verdict, effect in verdicts.items()
}


def verdict_table() -> str:
    """The table in Markdown, for the README: a row for triggers that are treated alike."""
    head = ["customer", "trigger", *(verdict.value for verdict in Verdict)]
    lines = [head, ["---"] * len(head)]
    for standing, triggers in _ROWS.items():
        for row in {id(verdicts): verdicts for verdicts in triggers.values()}.values():
            alike = ", ".join(trigger.value for trigger, verdicts in triggers.items() if verdicts is row)
            lines.append([standing.value, alike, *(row[verdict].value for verdict in Verdict)])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
