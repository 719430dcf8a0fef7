"""A partner's existing client, from PyPI, works by changing its base URL (wholesale-api.md 9.1)."""

from urllib.parse import parse_qs, urlsplit

import pytest
from requests import HTTPError
from wxc_sdk import WebexSimpleApi
from wxc_sdk.integration import Integration
from wxc_sdk.rest import RestError, RestSession
from wxc_sdk.tokens import Tokens

from partnerhub.accounts.access import Access
from partnerhub.accounts.models import Membership
from partnerhub.api import clients
from partnerhub.clock import now
from tests.customers.api.conftest import work


@pytest.fixture
def api(portal, monkeypatch):
    monkeypatch.setattr(RestSession, "BASE", portal.base)
    with WebexSimpleApi(tokens=portal.token) as api:
        yield api


def test_sign_in_create_poll_list_update_delete(portal, api):
    http, ep = api.session, api.session.ep

    assert api.people.me().display_name == "Alice"
    created = http.rest_post(ep("wholesale/customers"), json=portal.order())
    customer_id = created["url"].rsplit("/", 1)[-1]
    assert http.rest_get(ep(f"wholesale/customers/{customer_id}"))["status"] == "provisioning"
    work()
    assert http.rest_get(ep(f"wholesale/customers/{customer_id}"))["status"] == "provisioned"
    assert "Contoso Bakery" in [o.display_name for o in api.organizations.list()]

    for number in range(2, 6):
        http.rest_post(ep("wholesale/customers"), json=portal.order(externalId=f"ext-{number}"))
    listed = http.follow_pagination(
        url=ep("wholesale/customers"),
        item_key="items",
        params={"max": 2, "status": "provisioning,provisioned"},
    )
    assert [customer["externalId"] for customer in listed] == ["ext-5", "ext-4", "ext-3", "ext-2", "ext-1"]

    change = {"packages": ["webex_meetings"], "externalId": "n"}
    changed = http.rest_put(ep(f"wholesale/customers/{customer_id}"), json=change)
    assert changed["url"] == created["url"]
    work()
    assert not http.rest_delete(ep(f"wholesale/customers/{customer_id}"))


def test_an_error_is_read(portal, api):
    http, ep = api.session, api.session.ep

    with pytest.raises(RestError) as caught:
        http.rest_get(ep("wholesale/customers/unknown"))

    assert caught.value.response.status_code == 404
    assert caught.value.detail.tracking_id
    assert caught.value.description


def test_webhooks(portal, api):
    target = "https://hooks.example.com/in"

    made = api.webhook.create(
        "Orders", target, "wholesaleCustomers", "statusChanged", secret="a secret of ours"
    )
    # Its own update() posts a form and calls it JSON: no server can read that.
    own = api.session.ep(f"webhooks/{made.webhook_id}")
    changed = api.session.rest_put(own, json={"name": "Bills", "targetUrl": target, "status": "active"})

    assert (made.status, made.target_url, made.secret) == ("active", target, None)
    assert [hook.name for hook in api.webhook.list()] == [changed["name"]] == ["Bills"]
    assert list(api.webhook.list(owned_by="org")) == []
    api.webhook.webhook_delete(made.webhook_id)
    assert list(api.webhook.list()) == []


def test_an_integration_gets_tokens_with_consent_and_refreshes_them(portal, browse, monkeypatch):
    alice = Membership.objects.select_related("user", "partner").get(user__email="alice@example.com")
    scopes = ["spark-admin:organizations_read", "spark-admin:wholesale_customers_read"]
    back = "http://localhost:6001/redirect"
    wanted = clients.Wanted("Orders", alice.role, scopes, redirect_uris=[back])
    made = clients.create(wanted, by=Access.of_membership(alice), at=now())
    integration = Integration(
        client_id=made.client.client_id,
        client_secret=made.secret,
        scopes=scopes,
        redirect_url=back,
        auth_service=f"{portal.base}/authorize",
        token_service=f"{portal.base}/access_token",
    )

    asked = urlsplit(integration.auth_url(state="s1"))
    consent = browse(alice.user).post(
        f"{asked.path}?{asked.query}", {"decision": "allow"}, headers={"host": "127.0.0.1"}
    )
    found = integration.tokens_from_code(parse_qs(urlsplit(consent["Location"]).query)["code"][0])
    first = found.access_token
    integration.refresh(found)

    assert found.access_token not in (None, first)
    assert found.remaining > 13 * 24 * 3600
    monkeypatch.setattr(RestSession, "BASE", portal.base)
    with WebexSimpleApi(tokens=Tokens(access_token=found.access_token)) as api:
        assert api.people.me().display_name == "Alice"
    with pytest.raises(HTTPError):
        integration.refresh(Tokens(refresh_token="unknown"))
