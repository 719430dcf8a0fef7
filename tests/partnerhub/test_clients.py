"""API clients: a partner's admins make them, give them another secret and end them, in the portal and over the API."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.html import strip_tags

from partnerhub.accounts.access import Access
from partnerhub.accounts.models import ApiClient, Partner
from partnerhub.accounts.roles import Role
from partnerhub.api import clients, tokens
from partnerhub.api.models import RepeatableRequest
from partnerhub.audit.models import AuditEvent
from partnerhub.clock import now
from partnerhub.errors import Invalid
from tests.conftest import HOURS, T0, make_person

pytestmark = pytest.mark.django_db

READ = "spark-admin:wholesale_customers_read"
ORDER = {"name": "Ordering", "role": "full", "scopes": [READ]}


def access_of(user):
    return Access.of_membership(user.current_memberships[0])


def make(user, name="Ordering", scopes=(READ,), **wanted):
    role = access_of(user).role
    return clients.create(
        clients.Wanted(name, wanted.pop("role", role), scopes, **wanted), by=access_of(user), at=now()
    )


def gets_token(client, secret):
    form = {"grant_type": "client_credentials", "client_id": client.client_id, "client_secret": secret}
    answer = Client().post(
        "/v1/access_token", urlencode(form), content_type="application/x-www-form-urlencoded"
    )
    return answer.json().get("access_token", "")


def test_over_the_api_from_birth_to_end(call, alice):
    api = call(alice)

    made = api.post("/v1/clients", ORDER, format="json", headers={"Idempotency-Key": "k1"})
    path = f"/v1/clients/{made.json()['id']}"
    read = api.get(path)
    token = gets_token(ApiClient.objects.get(name="Ordering"), made.json()["clientSecret"])
    listed = [item["name"] for item in api.get("/v1/clients").json()["items"]]
    ended = [api.delete(path).status_code, api.delete(path).status_code]

    assert (made.status_code, made.json()["owner"], made.json()["createdBy"]) == (201, "Alice", "Alice")
    assert "clientSecret" not in read.json()
    assert not RepeatableRequest.objects.exists()
    assert token
    assert listed == ["Ordering", "tests"]
    assert ended == [204, 204]
    assert tokens.access_for(token, at=now()) is None
    assert api.get(path).json()["status"] == "revoked"
    assert [item["name"] for item in api.get("/v1/clients").json()["items"]] == ["tests"]
    told = AuditEvent.objects.filter(object_label="Ordering").order_by("id").values_list("action", flat=True)
    assert list(told) == ["client.created", "token.issued", "client.revoked", "token.revoked"]


def test_both_secrets_are_good_during_the_overlap(alice):
    made = make(alice)

    second = clients.rotate(made.client, overlap=24 * HOURS, by=access_of(alice), at=now())
    both = [bool(gets_token(made.client, secret)) for secret in (made.secret, second.secret)]
    ApiClient.objects.update(previous_secret_ends_at=now())
    after = [bool(gets_token(made.client, secret)) for secret in (made.secret, second.secret)]

    assert (both, after) == ([True, True], [False, True])


def test_without_overlap_the_old_secret_and_its_tokens_end(alice):
    made = make(alice)
    token = gets_token(made.client, made.secret)

    clients.rotate(made.client, overlap=timedelta(0), by=access_of(alice), at=now())

    assert not gets_token(made.client, made.secret)
    assert tokens.access_for(token, at=now()) is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "line\nbreak"}, "name"),
        ({"role": Role.OPERATOR}, "role"),
        ({"scopes": ()}, "scopes"),
        ({"scopes": ("everything",)}, "scopes"),
        ({"scopes": ("partnerhub:cases_write",)}, "scopes"),
        ({"redirect_uris": ("http://orders.example/back",)}, "redirectUris[0]"),
        ({"redirect_uris": ("https://orders.example/back#x",)}, "redirectUris[0]"),
        ({"redirect_uris": ("https://a.example; script-src *",)}, "redirectUris[0]"),
        ({"redirect_uris": ("javascript:alert(1)",)}, "redirectUris[0]"),
        ({"redirect_uris": ("https://[half/back",)}, "redirectUris[0]"),
        ({"expires_at": T0}, "expires"),
    ],
)
def test_what_a_client_cannot_be(alice, change, field):
    with pytest.raises(Invalid) as refusal:
        make(alice, **change)

    assert field in {problem.field for problem in refusal.value.problems}
    assert not ApiClient.objects.exists()


def test_a_name_is_used_once_and_is_free_again_after_the_end(alice):
    first = make(alice, expires_at=now() + HOURS)

    with pytest.raises(clients.NameInUse):
        make(alice)
    ApiClient.objects.update(expires_at=now())
    make(alice)

    first.client.refresh_from_db()
    assert first.client.revoked_at is not None


def test_a_token_gives_no_more_than_it_has_itself(call, alice):
    strong = make(alice, "Strong", scopes=(READ, "partnerhub:clients_write"))
    weak = call(alice, scopes=("partnerhub:clients_write",))

    created = weak.post("/v1/clients", ORDER, format="json")
    rotated = weak.post(f"/v1/clients/{strong.client.client_id}/rotate", {}, format="json")

    assert (created.status_code, created.json()["errors"][0]["fieldName"]) == (400, "scopes")
    assert (rotated.status_code, rotated.json()["errors"][0]["errorCode"]) == (403, 93034)


def test_an_operator_ends_others_clients_and_never_holds_them(call, alice, olga):
    path = f"/v1/clients/{make(alice).client.client_id}"

    rotated = call(olga).post(f"{path}/rotate", {}, format="json")
    ended = call(olga).delete(path)

    assert (rotated.status_code, ended.status_code) == (403, 204)


def test_clients_are_their_partners_own(call, browse, alice, bob, northwind):
    client = make(alice).client
    child = Partner.objects.create(slug="child", name="Child", parent=northwind)
    carl = make_person("carl", Role.FULL, child)
    of_child = make(carl).client

    for stranger in (bob, carl):
        assert call(stranger).get(f"/v1/clients/{client.client_id}").status_code == 404
        assert browse(stranger).get(f"/api-clients/{client.client_id}/").status_code == 404
        assert browse(stranger).post(f"/api-clients/{client.client_id}/revoke/").status_code == 404
    assert call(alice).get(f"/v1/clients/{of_child.client_id}").status_code == 200
    assert browse(alice).get(f"/api-clients/{of_child.client_id}/").status_code == 200


def test_pages_show_a_secret_once(browse, alice):
    browser = browse(alice)

    empty = browser.post("/api-clients/new/", {"kind": "client_credentials", "role": "full"})
    made = browser.post(
        "/api-clients/new/",
        {
            "name": "Ordering",
            "kind": "client_credentials",
            "role": "read_only",
            "scopes": [READ],
            "days": "30",
        },
    )
    client = ApiClient.objects.get()
    secret = re.findall(r'class="secret"[^>]*>([^<]+)<', made.content.decode())[1]
    page = browser.get(f"/api-clients/{client.client_id}/").content.decode()

    assert empty.status_code == 400
    assert "Choose at least one scope." in empty.content.decode()
    assert made["Cache-Control"].count("no-store")
    assert gets_token(client, secret)
    assert secret not in page
    assert "Client created" in strip_tags(page)
    assert client.role == Role.READ_ONLY
    rotated = browser.post(f"/api-clients/{client.client_id}/rotate/", {"hours": "1"})
    assert rotated.content.decode().count('class="secret"') == 2
    browser.post(f"/api-clients/{client.client_id}/revoke/")
    assert ApiClient.objects.get().revoked_at is not None


def test_a_personal_token_lasts_12_hours_and_is_its_owners_business(browse, alice, northwind, rita):
    nico = make_person("nico", Role.READ_ONLY, northwind)

    made = browse(nico).post("/api-clients/new-token/", {"name": "laptop", "scopes": [READ]})
    (text,) = re.findall(r'class="secret"[^>]*>([^<]+)<', made.content.decode())
    client = ApiClient.objects.get()
    access = tokens.access_for(text, at=now())
    later = tokens.access_for(text, at=now() + 12 * HOURS)

    assert (access.user, access.role, later) == (nico, Role.READ_ONLY, None)
    assert "laptop" in browse(nico).get("/api-clients/").content.decode()
    assert "laptop" not in browse(alice).get("/api-clients/").content.decode()
    assert browse(nico).get("/api-clients/new/").status_code == 403
    assert browse(rita).get("/api-clients/new-token/").status_code == 200
    browse(nico).post(f"/api-clients/{client.client_id}/revoke/")
    assert tokens.access_for(text, at=now()) is None


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("previous_secret_has_an_end", {"previous_secret": "x"}),
        ("nobody_is_sent_to_a_personal_token", {"is_personal": True, "redirect_uris": "https://a.example"}),
    ],
)
def test_what_the_database_refuses(alice, rule, fields):
    client = make(alice).client

    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        ApiClient.objects.filter(pk=client.pk).update(**fields)


def test_m22_the_admin_shows_clients_and_revokes_them(browse, alice, olga):
    client = make(alice).client
    admin = browse(olga)

    page = admin.get(f"/admin/accounts/apiclient/{client.pk}/change/")
    admin.post("/admin/accounts/apiclient/", {"action": "revoke", "_selected_action": [client.pk]})

    client.refresh_from_db()
    assert (page.status_code, admin.get("/admin/accounts/apiclient/add/").status_code) == (200, 403)
    assert client.client_secret not in page.content.decode()
    assert client.revoked_at is not None
