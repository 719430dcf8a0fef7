"""What no code may do, whatever it tries: change evidence, clear without grounds, reopen what is settled."""

from django.db import migrations

from partnerhub.triggers import Refuse, append_only

_CLOSED = "('approved', 'refused', 'expired', 'withdrawn')"
_CASE_IS_CLOSED = (
    "EXISTS (SELECT 1 FROM compliance_reviewcase c WHERE c.id = {row}.case_id AND c.state IN " + _CLOSED + ")"
)


class Migration(migrations.Migration):
    dependencies = [("compliance", "0001_initial")]
    operations = [
        *append_only("compliance_screening"),
        *append_only("compliance_potentialmatch"),
        *append_only("compliance_clearedpair"),
        *append_only("compliance_clearance"),
        *append_only("compliance_casenote"),
        *append_only("compliance_selftest"),
        Refuse(
            "clearance_rests_on_a_clear_screening",
            table="compliance_clearance",
            event="INSERT",
            when="NEW.screening_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM compliance_screening s"
            " WHERE s.id = NEW.screening_id AND s.subject_id = NEW.subject_id"
            " AND s.outcome = 'clear' AND s.case_id IS NULL)",
            message="the screening is not clear, is another subject''s, or waits for a decision",
        ),
        Refuse(
            "clearance_rests_on_an_approved_case",
            table="compliance_clearance",
            event="INSERT",
            when="NEW.case_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM compliance_reviewcase c"
            " WHERE c.id = NEW.case_id AND c.subject_id = NEW.subject_id AND c.state = 'approved')",
            message="the case is not approved, or is another subject''s",
        ),
        Refuse(
            "approved_case_has_only_false_positives",
            table="compliance_reviewcase",
            event="UPDATE",
            when="NEW.state IN ('approved', 'pending_second_approval') AND EXISTS (SELECT 1"
            " FROM compliance_casematch m WHERE m.case_id = NEW.id AND m.disposition <> 'false_positive')",
            message="a match is not a false positive",
        ),
        Refuse(
            "closed_case_stays_closed",
            table="compliance_reviewcase",
            event="UPDATE",
            when=f"OLD.state IN {_CLOSED}",
            message="the case is settled",
        ),
        Refuse("case_never_goes", table="compliance_reviewcase", event="DELETE", message="rows are kept"),
        Refuse(
            "settled_match_never_changes",
            table="compliance_casematch",
            event="UPDATE",
            when=_CASE_IS_CLOSED.format(row="OLD"),
            message="the case is settled",
        ),
        Refuse(
            "closed_case_gets_no_match",
            table="compliance_casematch",
            event="INSERT",
            when=_CASE_IS_CLOSED.format(row="NEW"),
            message="the case is settled",
        ),
        Refuse("case_match_never_goes", table="compliance_casematch", event="DELETE", message="rows are kept"),
        Refuse(
            "answered_question_never_changes",
            table="compliance_inquiry",
            event="UPDATE",
            when="OLD.answered_at IS NOT NULL",
            message="the answer was given",
        ),
        Refuse("question_never_goes", table="compliance_inquiry", event="DELETE", message="rows are kept"),
    ]
