"""M22: compliance in the admin. States and evidence are never fields; actions run through the desk's functions."""

import re

import pytest
import time_machine
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from compliance.enums import CaseState, Disposition
from compliance.models import ReasonCode, RestrictedList, ReviewCase, Subject
from partnerhub.audit import trail
from partnerhub.audit.models import AuditEvent
from tests.compliance.factories import (
    DENIED,
    NOTE,
    listed,
    make_case,
    make_live,
    make_subject,
    ready_to_approve,
    reason_to_approve,
    reason_to_refuse,
    screen_as,
    state_of,
)
from tests.conftest import HOURS, T0

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

MODELS = [model for model in admin.site._registry if model._meta.app_label == "compliance"]
# Versions of the settings are added by hand, and never changed.
EDITABLE = {"reasoncode", "restrictedlist", "screeningsettings", "sourcelist"}
INLINE = re.compile(
    r"<style|<script(?![^>]*src=)(?![^>]*json)|style=\"|on(click|load|change|submit)=", re.IGNORECASE
)
CSV = b"name,aliases,type,country,address,citation,list,id\n%s"
ROW = b'Zorvax Dynamics Ltd,,org,GB,"14 Lantern Quay, Port Aldwyn, GB",Gazette 1,DEMO-DENIED,T-1\n'


def list_of(model, *args):
    name = model if isinstance(model, str) else model._meta.model_name
    return reverse(f"admin:compliance_{name}_{'change' if args else 'changelist'}", args=args)


def act(browser, action, *rows, model="reviewcase", **fields):
    chosen = {"action": action, ACTION_CHECKBOX_NAME: [str(row.pk) for row in rows]}
    return browser.post(list_of(model), chosen | fields, follow=True)


def rows_of_every_model(by):
    """A held subject, a live one, an approved case and an open one with question and note."""
    make_live()
    make_case(listed(DENIED), subject=make_subject("Refused"), refused_by=by)
    make_case(subject=make_subject("Approved"), approved_by=by)
    make_case(subject=make_subject("Open"))


def test_every_model_is_there():
    assert set(MODELS) == set(apps.get_app_config("compliance").get_models())


@pytest.mark.parametrize("person", ["otto", "olga", "rita"])
def test_every_page_loads_without_inline_script_or_style(lists, one_person, browse, request, person, sam):
    rows_of_every_model(sam)
    browser = browse(request.getfixturevalue(person))

    for model in MODELS:
        row = model.objects.first()
        pages = [list_of(model), f"{list_of(model)}?q=x", *([list_of(model, row.pk)] if row else [])]
        for path in pages:
            page = browser.get(path)
            assert page.status_code == 200, path
            assert not INLINE.search(page.content.decode()), path


def test_nothing_but_reference_data_is_edited(lists, one_person, browse, olga, rita):
    rows_of_every_model(rita)
    browser = browse(olga)

    for model in MODELS:
        name, row = model._meta.model_name, model.objects.first()
        if name in EDITABLE or row is None:
            continue
        assert browser.post(list_of(model, row.pk), {"state": "approved"}).status_code == 403, name
        assert browser.get(reverse(f"admin:compliance_{name}_add")).status_code == 403, name
        assert browser.post(reverse(f"admin:compliance_{name}_delete", args=[row.pk])).status_code == 403, (
            name
        )


def test_partners_do_not_come_in(browse, alice):
    assert browse(alice).get(list_of(ReviewCase)).status_code == 302


def test_claim_and_release(lists, browse, rita):
    case = make_case()
    browser = browse(rita)

    act(browser, "claim", case)
    claimed = state_of(case)
    act(browser, "release", case)

    assert (claimed, state_of(case)) == (CaseState.IN_REVIEW, CaseState.NEW)
    assert [event.actor_label for event in trail.history_of(case)[:2]] == ["Rita", "Rita"]


@pytest.mark.parametrize("person", ["olga", "otto"])
@pytest.mark.parametrize("action", ["claim", "release", "confirm", "approve", "refuse"])
def test_operators_and_auditors_decide_nothing(lists, browse, request, person, action):
    case = make_case()
    said = {"apply": "1", "reason": reason_to_approve(), "note": NOTE, "days": 365}
    if action == "refuse":
        said["reason"] = reason_to_refuse()

    response = act(browse(request.getfixturevalue(person)), action, case, **said)

    assert "Only the RPL team works on cases." in response.content.decode()
    assert state_of(case) == CaseState.NEW


def test_approving_asks_for_reason_and_note(lists, browse, rita, one_person, announced):
    case = ready_to_approve(by=rita)
    browser = browse(rita)

    asked = act(browser, "approve", case)
    act(browser, "approve", case, apply="1", note="short")
    still = state_of(case)
    act(browser, "approve", case, apply="1", reason=reason_to_approve(), note=NOTE, days=365)

    assert b"Days for which" in asked.content
    assert not INLINE.search(asked.content.decode())
    assert (still, state_of(case)) == (CaseState.IN_REVIEW, CaseState.APPROVED)
    assert announced.verdicts == ["approved"]


def test_four_eyes_hold_in_the_admin(lists, browse, rita, sam):
    case = ready_to_approve(listed(DENIED), by=rita)
    said = {"apply": "1", "reason": reason_to_approve(), "note": NOTE, "days": 365}

    act(browse(rita), "approve", case, **said)
    own = act(browse(rita), "confirm", case, apply="1")
    waiting = state_of(case)
    act(browse(sam), "confirm", case, apply="1")

    assert "The second approval must come from somebody else." in own.content.decode()
    assert (waiting, state_of(case)) == (CaseState.PENDING_SECOND_APPROVAL, CaseState.APPROVED)


def test_there_is_no_bulk_approve(lists, browse, rita, one_person):
    cases = [ready_to_approve(by=rita, subject=make_subject(name)) for name in ("One", "Two")]
    said = {"apply": "1", "reason": reason_to_approve(), "note": NOTE, "days": 365}

    response = act(browse(rita), "approve", *cases, **said)

    assert "Choose exactly one case" in response.content.decode()
    assert {state_of(case) for case in cases} == {CaseState.IN_REVIEW}


def test_dispositions_and_refusal(lists, browse, rita, announced):
    case = make_case(claimed_by=rita)
    browser = browse(rita)

    act(browser, "true_match", case.matches.get(), model="casematch", apply="1", comment="same street")
    act(browser, "refuse", case, apply="1", reason=reason_to_refuse(), note=NOTE)

    assert case.matches.get().disposition == Disposition.TRUE_MATCH
    assert state_of(case) == CaseState.REFUSED
    assert announced.verdicts == ["refused"]


def test_notes_questions_escalation_assignment(lists, browse, rita, lena, sam):
    case = make_case(claimed_by=rita)

    act(browse(rita), "note", case, apply="1", note="seen on both sides")
    act(browse(lena), "assign", case, apply="1", assignee=str(sam.pk))
    act(browse(sam), "escalate", case, apply="1", note="too close to call")
    act(browse(lena), "ask", case, apply="1", note="Who owns the company?")

    assert case.notes.get().text == "seen on both sides"
    assert state_of(case) == CaseState.AWAITING_INFORMATION


def test_m15_the_admin_is_too_late_as_well(lists, browse, rita, one_person):
    case = ready_to_approve(by=rita)
    browser = browse(rita)
    said = {"apply": "1", "reason": reason_to_approve(), "note": NOTE, "days": 365}

    with time_machine.travel(T0 + 72 * HOURS, tick=False):
        browser = browse(rita)
        act(browser, "approve", case, **said)

    assert state_of(case) == CaseState.EXPIRED


def test_a_subject_is_screened_again(lists, browse, rita):
    subject = make_live()
    runs = subject.screenings.count()

    act(browse(rita), "screen_again", subject, model=Subject)

    assert subject.screenings.count() == runs + 1


def test_reasons_are_edited_with_history(lists, browse, olga):
    code = reason_to_approve()
    data = {"label": "Elsewhere", "position": 3, "is_active": "on"}

    response = browse(olga).post(list_of(ReasonCode, code), data)

    assert response.status_code == 302
    assert ReasonCode.objects.get(code=code).label == "Elsewhere"
    assert AuditEvent.objects.get(action="reasoncode.changed").after["label"] == "Elsewhere"


def test_a_list_is_switched_off_and_on(lists, browse, olga, rita):
    restricted_list = RestrictedList.objects.get(slug="demo")

    act(browse(rita), "switch_off", restricted_list, model=RestrictedList, apply="1")
    still = RestrictedList.objects.get(slug="demo").required
    act(browse(olga), "switch_off", restricted_list, model=RestrictedList, apply="1")
    off = RestrictedList.objects.get(slug="demo").required
    act(browse(olga), "switch_on", restricted_list, model=RestrictedList)

    assert (still, off, RestrictedList.objects.get(slug="demo").required) == (True, False, True)
    assert AuditEvent.objects.filter(action="list.switched_off", actor_label="Olga").exists()


def test_m17_a_list_is_confirmed_with_a_note(lists, browse, olga):
    restricted_list = RestrictedList.objects.get(slug="demo")

    act(browse(olga), "confirm", restricted_list, model=RestrictedList, apply="1", note="telephoned them")

    assert AuditEvent.objects.get(action="list.confirmed").note == "telephoned them"


def upload(browser, slug, content, **fields):
    page = reverse("admin:compliance_restrictedlist_import", args=[RestrictedList.objects.get(slug=slug).pk])
    file = SimpleUploadedFile("../upload.csv", content)
    return browser.post(page, {"file": file, "source": "simple", **fields})


def test_a_file_is_imported(lists, browse, olga):
    response = upload(browse(olga), "demo", CSV % ROW, accept_shrink="two left the list")

    in_force = RestrictedList.objects.get(slug="demo").in_force
    assert response.status_code == 302
    assert (in_force.number, in_force.party_count, in_force.file_name) == (2, 1, "upload.csv")
    assert in_force.imported_by == olga


def test_r3_a_first_version_waits_for_a_second_look(lists, browse, olga):
    response = upload(browse(olga), "internal", CSV % ROW)

    assert response.status_code == 400
    assert RestrictedList.objects.get(slug="internal").in_force is None
    assert upload(browse(olga), "internal", CSV % ROW, is_first="on").status_code == 302


@pytest.mark.parametrize("content", [b"", CSV % b"", b"\xff\xfe\x00", CSV % b",,,,,,,\n"])
def test_a_broken_file_is_refused_in_place(lists, browse, olga, content):
    response = upload(browse(olga), "demo", content)

    assert response.status_code == 400
    assert response.context["form"].errors
    assert RestrictedList.objects.get(slug="demo").in_force.number == 1


def test_only_operators_import(lists, browse, rita, otto):
    assert upload(browse(rita), "demo", CSV % ROW).status_code == 403
    assert upload(browse(otto), "demo", CSV % ROW).status_code == 403


def test_a_hold_is_seen(db, browse, rita):
    screen_as(make_subject("Held Bakery"), listed(), at=T0)

    assert b"Held Bakery" in browse(rita).get(list_of("screeninghold")).content
