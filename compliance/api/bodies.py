"""The bodies of the reviewers' requests. `version` is the version of the case that the caller has seen."""

from __future__ import annotations

from partnerhub.api.shapes import ListOf, Number, Shape, Text

_VERSION = Number(1, 2_147_483_647, about="Of the case as it was read; an older one is a 409.")
_TEXT = Text(longest=4000)

VERSION = Shape({"version": _VERSION}, required=("version",), name="CaseVersion")
ASSIGN = Shape({"version": _VERSION, "assignee": Text(about="E-mail.")}, required=("version", "assignee"))
DISPOSITIONS = Shape(
    {
        "version": _VERSION,
        "matches": ListOf(
            Shape(
                {"id": Number(1, 2**63 - 1), "disposition": Text(), "comment": _TEXT},
                required=("id", "disposition"),
            ),
            longest=500,
        ),
    },
    required=("version", "matches"),
)
NOTE = Shape({"version": _VERSION, "text": _TEXT}, required=("text",))
ASK = Shape({"version": _VERSION, "question": _TEXT}, required=("version", "question"))
EXPLAINED = Shape({"version": _VERSION, "reason": _TEXT}, required=("version", "reason"))
APPROVE = Shape(
    {
        "version": _VERSION,
        "reason": Text(about="A reason code."),
        "note": _TEXT,
        "days": Number(1, 730, about="How long the matches stay cleared; 365 unless said."),
    },
    required=("version", "reason", "note"),
)
REFUSE = Shape(
    {"version": _VERSION, "reason": Text(about="A reason code."), "note": _TEXT},
    required=("version", "reason", "note"),
)
CONFIRM = Shape({"version": _VERSION, "note": _TEXT}, required=("version",))
