"""The frame of every page: signing in, the menu, language, theme, partner switcher, error pages."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django import forms
from django.template import engines
from django.test import Client, RequestFactory
from django.views import defaults

from partnerhub.accounts.middleware import access_of
from partnerhub.accounts.models import Membership, User
from partnerhub.accounts.roles import Role
from partnerhub.clock import now
from partnerhub.templatetags import ui
from tests.conftest import T0

INLINE = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=", re.IGNORECASE)


def render(source, **context):
    return engines["django"].from_string(source).render(context)


def test_sign_in_page_is_public_and_labelled(db):
    page = Client().get("/sign-in/")

    assert page.status_code == 200
    assert 'for="id_username"' in page.content.decode()


def test_sign_in_with_a_wrong_password_says_so_at_the_top(alice):
    page = Client().post("/sign-in/", {"username": alice.email, "password": "wrong"})

    assert 'role="alert"' in page.content.decode()


def test_a_person_without_a_role_is_told_so_and_can_leave(db, browse):
    nobody = User.objects.create_user("nobody@example.com", None, name="Nobody")

    page = browse(nobody).get("/")

    assert page.status_code == 403
    assert "/sign-out/" in page.content.decode()


def test_language_is_kept_with_the_person(alice, browse):
    browse(alice).post("/language/", {"language": "he", "next": "/"})

    alice.refresh_from_db()
    assert alice.language == "he"


def test_hebrew_pages_run_from_right_to_left(db):
    client = Client()
    client.post("/language/", {"language": "he", "next": "/sign-in/"})

    page = client.get("/sign-in/").content.decode()

    assert '<html lang="he" dir="rtl"' in page


def test_unknown_languages_and_themes_change_nothing(alice, browse):
    browse(alice).post("/language/", {"language": "xx"})
    browse(alice).post("/theme/", {"theme": "pink"})

    alice.refresh_from_db()
    assert (alice.language, alice.theme) == ("en", "system")


def test_theme_is_kept_with_the_person(alice, browse):
    browse(alice).post("/theme/", {"theme": "dark", "next": "/"})

    alice.refresh_from_db()
    assert alice.theme == "dark"


@pytest.mark.parametrize(
    "target", ["//elsewhere.example", "https://elsewhere.example/", "/\\elsewhere.example"]
)
def test_forms_of_the_header_never_lead_elsewhere(alice, browse, target):
    response = browse(alice).post("/theme/", {"theme": "dark", "next": target})

    assert response.url == "/"


def test_partner_switcher_takes_own_memberships_only(alice, bob, fabrikam, browse):
    strangers = bob.memberships.get()
    own = Membership.objects.create(user=alice, partner=fabrikam, role=Role.READ_ONLY)
    client = browse(alice)

    assert client.post("/partner/", {"membership": strangers.pk}).status_code == 404
    assert client.post("/partner/", {"membership": own.pk}).status_code == 302
    assert client.session["membership"] == own.pk


def test_unknown_page_is_a_404_in_the_shell(db):
    page = Client().get("/nowhere/")

    assert page.status_code == 404
    assert "<h1>There is no such page</h1>" in page.content.decode()


@pytest.mark.parametrize("template", ["400.html", "403.html", "404.html", "500.html", "403_csrf.html"])
def test_error_pages_need_no_request(template):
    page = engines["django"].get_template(template).render()

    assert "<h1>" in page
    assert not INLINE.search(page)


def test_server_error_page_is_rendered(db):
    response = defaults.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert b"Something went wrong" in response.content


def test_pages_hold_no_inline_style_or_script(alice, browse):
    page = Client().get("/sign-in/").content.decode()

    assert INLINE.search(page) is None


def test_content_security_policy_allows_this_host_only(db):
    policy = Client().get("/sign-in/").headers["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "http" not in policy


def test_status_badge_has_words_and_an_icon():
    badge = render('{% status_badge "pending_rpl_review" "Under review" %}')

    assert "Under review" in badge
    assert "#i-clock" in badge
    assert 'class="badge wait' in badge


def test_phone_number_reads_left_to_right_in_groups():
    assert ui.phone("+442079460958") == '<bdi dir="ltr" class="phone">+44 20 7946 0958</bdi>'


@pytest.mark.parametrize("typed", ["1001", "<b>", "ext. 12"])
def test_what_is_no_phone_number_is_printed_escaped(typed):
    assert "<b>" not in ui.phone(typed)
    assert "<bdi" in ui.phone(typed)


def test_moment_has_its_utc_instant_as_title():
    text = ui.utc(T0)

    assert 'datetime="2026-03-02T09:00:00Z"' in text
    assert 'title="2026-03-02 09:00:00 UTC"' in text
    assert "2 Mar 2026, 09:00" in text


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(days=2, hours=14, minutes=3), "2 days 14 hours"),
        (timedelta(hours=1, minutes=1), "1 hour 1 minute"),
        (timedelta(minutes=40), "40 minutes"),
        (timedelta(0), "less than a minute"),
        (timedelta(seconds=-5), "less than a minute"),
    ],
)
def test_duration_in_its_two_largest_units(span, words):
    assert ui.duration(span) == words


def test_countdown_becomes_urgent_and_then_passes():
    assert 'class="countdown"' in ui.countdown(now() + timedelta(hours=60))
    assert 'class="countdown wait"' in ui.countdown(now() + timedelta(hours=20))
    assert 'class="countdown bad"' in ui.countdown(now() + timedelta(hours=1))
    assert "deadline passed" in ui.countdown(now() - timedelta(seconds=1))


def test_timeline_tells_who_did_what_and_what_changed():
    event = SimpleNamespace(
        action="customer.address_proposed", at=T0, actor_kind="person", actor_label="Alice <b>", client="Ordering",
        before={"city": "Haifa"}, after={"city": "Tel Aviv"}, note="",
    )  # fmt: skip

    text = render("{% timeline events %}", events=[event])

    assert "Customer address proposed" in text
    assert "Alice &lt;b&gt;" in text
    assert "through Ordering" in text
    assert "Haifa" in text
    assert "Tel Aviv" in text


def test_form_errors_are_linked_from_the_summary_and_described():
    class OrderForm(forms.Form):
        name = forms.CharField(label="Company name", help_text="As registered")

    text = render("{% error_summary form %}{{ form }}", form=OrderForm({"name": ""}))

    assert 'href="#id_name"' in text
    assert 'aria-describedby="id_name_helptext id_name_error"' in text
    assert 'id="id_name_error"' in text
    assert 'aria-invalid="true"' in text


def test_menu_follows_the_role(rita, alice, browse):
    for_rita = render("{% navigation_of %}", request=_request_of(rita))
    for_alice = render("{% navigation_of %}", request=_request_of(alice))

    assert "/admin/" in for_rita
    assert "/admin/" not in for_alice
    assert "/rpl/" not in for_alice


def _request_of(user):
    request = RequestFactory().get("/")
    request.user, request.session = user, {}
    request.access = access_of(request)
    return request
