"""OAuth 2: a program gets tokens with its own secret or with a person's consent (wholesale-api.md section 8)."""

import base64
import hashlib
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from oauth2_provider.models import AccessToken, RefreshToken

from partnerhub.accounts.models import ApiClient
from partnerhub.accounts.roles import Role
from partnerhub.api import tokens
from partnerhub.audit.models import AuditEvent
from partnerhub.clock import now
from tests.conftest import make_person

pytestmark = pytest.mark.django_db

READ = "spark-admin:wholesale_customers_read"
WRITE = "spark-admin:wholesale_customers_write"
SECRET = "a secret of this program"
BACK = "https://orders.example/back"


def make_client(owner, partner, *, grant=ApiClient.GRANT_AUTHORIZATION_CODE, **fields):
    client = ApiClient(
        name=fields.pop("name", "Orders"),
        user=owner,
        partner=partner,
        role=fields.pop("role", Role.FULL),
        scope=f"{READ} {WRITE}",
        redirect_uris=BACK if grant == ApiClient.GRANT_AUTHORIZATION_CODE else "",
        client_type=fields.pop("client_type", ApiClient.CLIENT_CONFIDENTIAL),
        authorization_grant_type=grant,
        **fields,
    )
    client.set_secret(SECRET)
    client.save()
    return client


def post(path, client, **data):
    body = urlencode({"client_id": client.client_id, "client_secret": SECRET} | data)
    return Client().post(path, body, content_type="application/x-www-form-urlencoded")


def ask_token(client, grant_type, **data):
    return post("/v1/access_token", client, grant_type=grant_type, **data)


def can_read(token):
    return Client().get("/v1/people/me", headers={"Authorization": f"Bearer {token}"}).status_code == 200


def consent(browser, client, *, decision="allow", **query):
    asked = {"response_type": "code", "client_id": client.client_id, "redirect_uri": BACK, "scope": READ}
    answer = browser.post(
        "/v1/authorize", {"decision": decision}, query_params=asked | {"state": "s1"} | query
    )
    return answer, parse_qs(urlsplit(answer.headers.get("Location", "")).query)


@pytest.fixture
def program(alice, northwind):
    return make_client(alice, northwind, grant=ApiClient.GRANT_CLIENT_CREDENTIALS)


@pytest.fixture
def integration(alice, northwind):
    return make_client(alice, northwind)


def test_a_program_gets_a_token_with_its_own_secret(program, alice):
    answer = ask_token(program, "client_credentials")

    body = answer.json()
    assert answer.status_code == 200
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 14 * 24 * 3600)
    assert set(body["scope"].split()) == {READ, WRITE}
    assert "no-store" in answer["Cache-Control"]
    access = tokens.access_for(body["access_token"], at=now())
    assert (access.user, access.role, access.client) == (alice, Role.FULL, "Orders")
    assert not AccessToken.objects.exclude(token="").exists()
    event = AuditEvent.objects.get(action="token.issued")
    assert (event.object_label, event.client) == ("Orders", "Orders")


def test_consent_code_token_refresh(integration, alice, browse):
    page = browse(alice).get(
        "/v1/authorize",
        {
            "response_type": "code",
            "client_id": integration.client_id,
            "redirect_uri": BACK,
            "scope": READ,
            "state": "s1",
        },
    )
    answer, back = consent(browse(alice), integration)
    first = ask_token(integration, "authorization_code", code=back["code"][0], redirect_uri=BACK).json()
    again = ask_token(integration, "authorization_code", code=back["code"][0], redirect_uri=BACK)
    second = ask_token(integration, "refresh_token", refresh_token=first["refresh_token"]).json()

    assert "Orders" in page.content.decode()
    assert "form-action 'self' https://orders.example" in page["Content-Security-Policy"]
    assert (answer.status_code, answer["Location"].split("?")[0], back["state"]) == (302, BACK, ["s1"])
    assert (first["scope"], first["refresh_token_expires_in"]) == (READ, 90 * 24 * 3600)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert second["refresh_token"] != first["refresh_token"]
    assert (can_read(first["access_token"]), can_read(second["access_token"])) == (False, True)


def test_a_refresh_token_is_good_once_and_used_again_later_ends_the_whole_line(integration, alice, browse):
    _answer, back = consent(browse(alice), integration)
    first = ask_token(integration, "authorization_code", code=back["code"][0], redirect_uri=BACK).json()
    second = ask_token(integration, "refresh_token", refresh_token=first["refresh_token"]).json()

    at_once = ask_token(integration, "refresh_token", refresh_token=first["refresh_token"])
    still_good = can_read(second["access_token"])
    RefreshToken.objects.exclude(revoked=None).update(revoked=now() - timedelta(seconds=61))
    later = ask_token(integration, "refresh_token", refresh_token=first["refresh_token"])

    assert (at_once.status_code, at_once.json()["error"], still_good) == (400, "invalid_grant", True)
    assert (later.status_code, later.json()["error"]) == (400, "invalid_grant")
    assert not can_read(second["access_token"])


def test_a_person_may_refuse(integration, alice, browse):
    answer, back = consent(browse(alice), integration, decision="deny")

    assert (answer.status_code, back["error"], back["state"]) == (302, ["access_denied"], ["s1"])


@pytest.mark.parametrize(
    "query",
    [
        {"redirect_uri": BACK + "/more"},
        {"redirect_uri": "https://evil.example/back"},
        {"client_id": "unknown"},
        {"client_id": "nul\0"},
    ],
)
def test_who_is_not_the_program_is_sent_nowhere(integration, alice, browse, query):
    answer, _back = consent(browse(alice), integration, **query)

    assert (answer.status_code, "Location" in answer.headers) == (400, False)


@pytest.mark.parametrize(
    "query", ["", "?client_id", "?%00=%FF&&;", "?client_id=a&client_id=b", "?client_id=%"]
)
def test_a_damaged_link_is_a_page_that_says_so(alice, browse, query):
    assert browse(alice).get(f"/v1/authorize{query}").status_code == 400


def test_a_scope_that_the_program_was_not_given_is_refused(integration, alice, browse):
    _answer, back = consent(browse(alice), integration, scope="partnerhub:audit_read")

    assert back["error"] == ["invalid_scope"]


def test_a_program_acts_in_the_narrower_role_and_for_its_own_partner_only(
    integration, northwind, bob, browse
):
    nico = make_person("nico", Role.READ_ONLY, northwind)

    _answer, back = consent(browse(nico), integration, scope=f"{READ} {WRITE}")
    token = ask_token(integration, "authorization_code", code=back["code"][0], redirect_uri=BACK).json()
    stranger, _back = consent(browse(bob), integration)

    assert tokens.access_for(token["access_token"], at=now()).role == Role.READ_ONLY
    assert stranger.status_code == 400


def test_pkce_binds_the_code_to_who_asked(alice, northwind, browse):
    public = make_client(alice, northwind, client_type=ApiClient.CLIENT_PUBLIC)
    verifier = "v" * 43
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    asked = {"code_challenge": challenge, "code_challenge_method": "S256"}
    _answer, without = consent(browse(alice), public)
    _answer, plain = consent(browse(alice), public, code_challenge=verifier, code_challenge_method="plain")
    _answer, back = consent(browse(alice), public, **asked)

    code = {"code": back["code"][0], "redirect_uri": BACK, "client_secret": ""}
    wrong = ask_token(public, "authorization_code", **code, code_verifier="w" * 43)
    right = ask_token(public, "authorization_code", **code, code_verifier=verifier)

    assert without["error"] == plain["error"] == ["invalid_request"]
    assert (wrong.status_code, right.status_code) == (400, 200)


@pytest.mark.parametrize(
    ("grant_type", "data", "status", "error"),
    [
        ("client_credentials", {"client_secret": "wrong"}, 401, "invalid_client"),
        ("client_credentials", {"client_id": "unknown"}, 401, "invalid_client"),
        ("client_credentials", {"scope": "partnerhub:audit_read"}, 400, "invalid_scope"),
        ("client_credentials", {"scope": "nul\0"}, 400, "invalid_request"),
        ("authorization_code", {"code": "unknown"}, 400, "unauthorized_client"),
        ("refresh_token", {"refresh_token": "unknown"}, 400, "invalid_grant"),
        ("password", {"username": "alice@example.com", "password": "x"}, 400, "unsupported_grant_type"),
        ("other", {}, 400, "unsupported_grant_type"),
        ("", {}, 400, "unsupported_grant_type"),
    ],
)
def test_a_refusal_speaks_oauth_and_the_contract(program, grant_type, data, status, error):
    answer = ask_token(program, grant_type, **data)

    body = answer.json()
    assert (answer.status_code, body["error"]) == (status, error)
    assert body["error_description"] == body["message"] == body["errors"][0]["description"]
    assert body["trackingId"]


def test_json_and_other_methods_are_refused_in_shape(program):
    as_json = Client().post("/v1/access_token", {"grant_type": "x"}, content_type="application/json")
    got = Client().get("/v1/access_token")

    assert (as_json.status_code, as_json.json()["error"]) == (400, "invalid_request")
    assert (got.status_code, got.json()["errors"][0]["errorCode"]) == (405, 93015)


def test_a_client_revokes_its_own_tokens_only(program, alice, northwind):
    token = ask_token(program, "client_credentials").json()["access_token"]
    other = make_client(alice, northwind, grant=ApiClient.GRANT_CLIENT_CREDENTIALS, name="Other")

    by_other = post("/v1/revoke", other, token=token)
    still_good = can_read(token)
    by_itself = post("/v1/revoke", program, token=token)

    assert (by_other.status_code, still_good) == (200, True)
    assert (by_itself.status_code, can_read(token)) == (200, False)
    assert AuditEvent.objects.filter(action="token.revoked").count() == 1


def test_nothing_is_given_to_a_client_that_has_ended_or_whose_owner_has_left(program, alice):
    token = ask_token(program, "client_credentials").json()["access_token"]
    ApiClient.objects.update(expires_at=now())
    ended = ask_token(program, "client_credentials")
    ended_token = can_read(token)
    ApiClient.objects.update(expires_at=None)
    alice.memberships.all().delete()
    left = ask_token(program, "client_credentials")

    assert (ended.status_code, ended_token) == (401, False)
    assert (left.status_code, left.json()["error"]) == (400, "unauthorized_client")


def test_a_token_does_not_outlive_its_client(program):
    ApiClient.objects.update(expires_at=now() + timedelta(hours=1))

    answer = ask_token(program, "client_credentials").json()

    assert 3500 < answer["expires_in"] <= 3600
    assert AccessToken.objects.get().expires <= now() + timedelta(hours=1)


def test_refresh_tokens_are_kept_as_hashes_and_end(integration, alice, browse):
    _answer, back = consent(browse(alice), integration)
    first = ask_token(integration, "authorization_code", code=back["code"][0], redirect_uri=BACK).json()
    AccessToken.objects.update(expires=now() - timedelta(days=76, seconds=1))

    late = ask_token(integration, "refresh_token", refresh_token=first["refresh_token"])

    assert RefreshToken.objects.get().token == ""
    assert (late.status_code, late.json()["error"]) == (400, "invalid_grant")


def test_the_use_of_a_client_is_noted_once_a_minute(program):
    token = ask_token(program, "client_credentials").json()["access_token"]
    at = now()

    tokens.access_for(token, at=at)
    tokens.access_for(token, at=at + timedelta(seconds=59))
    program.refresh_from_db()
    first = program.last_used_at
    tokens.access_for(token, at=at + timedelta(seconds=60))
    program.refresh_from_db()

    assert (first, program.last_used_at) == (at, at + timedelta(seconds=60))


def test_a_person_withdraws_what_they_allowed(integration, alice, browse):
    browser = browse(alice)
    _answer, back = consent(browser, integration)
    token = ask_token(integration, "authorization_code", code=back["code"][0], redirect_uri=BACK).json()
    path = f"/api-clients/{integration.client_id}/withdraw/"

    shown = path in browser.get("/api-clients/").content.decode()
    browser.post(path)

    assert (shown, can_read(token["access_token"])) == (True, False)
    assert ask_token(integration, "refresh_token", refresh_token=token["refresh_token"]).status_code == 400
    assert browser.post(path).status_code == 404
