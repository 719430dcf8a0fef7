"""401 or 403 (wholesale-api.md section 8), at every method of every route: 401 for a token that is missing or lacks the
scope, which is named; 403 for a role, which is named; 404 for what a partner must not know of."""

import re

import pytest
from rest_framework.test import APIClient

from partnerhub.accounts.models import Membership, User
from partnerhub.accounts.roles import HIDDEN_FROM_PARTNERS, PARTNER_ROLES, ROLE_PERMISSIONS, Role
from partnerhub.accounts.scopes import ALL_SCOPES
from partnerhub.api import tokens
from partnerhub.clock import now
from tests.architecture.test_urls_are_guarded import routes

pytestmark = pytest.mark.django_db

_SAMPLES = {"uuid": "8f6c1d2e-5b7a-4c3d-9e10-a1b2c3d4e5f6", "int": "1"}


def operations():
    """Each method of each route: method, path, view, action."""
    for route, pattern in routes():
        view = getattr(pattern.callback, "cls", None)
        path = "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: _SAMPLES.get(found[1], "x"), route)
        actions = dict(getattr(pattern.callback, "actions", None) or {})
        for method, action in actions.items():
            if method != "head":  # As GET, with nothing to read in the answer.
                yield method.upper(), path, view, action


@pytest.fixture
def as_role(northwind):
    """A caller of a role, with the token of one client for all calls: as_role(Role.FULL, scopes)."""

    def _as_role(role, scopes):
        partner = northwind if role in PARTNER_ROLES else None
        user, is_new = User.objects.get_or_create(email=f"{role}@example.com", defaults={"password": "!"})
        if is_new:
            Membership.objects.create(user=user, partner=partner, role=role)
        client = tokens.client_for(name="tests", owner=user, partner=partner)
        api = APIClient()
        token = tokens.issue(client, scopes=scopes, by=user, at=now())
        api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        return api

    return _as_role


def told(answer):
    return answer.status_code, answer.json()["message"]


def test_without_a_good_token_every_call_is_401(as_role):
    nobody, unknown = APIClient(), APIClient()
    unknown.credentials(HTTP_AUTHORIZATION="Bearer unknown")

    answers = {
        (method, path): (nobody.generic(method, path), unknown.generic(method, path))
        for method, path, _view, _action in operations()
    }

    assert len(answers) > 50
    wrong = [call for call, both in answers.items() if {answer.status_code for answer in both} != {401}]
    assert wrong == []
    assert all(
        a.json()["trackingId"] and "Bearer" in a["WWW-Authenticate"]
        for both in answers.values()
        for a in both
    )


def test_a_token_without_the_scope_is_401_and_the_scope_is_named(as_role):
    wrong = []
    for method, path, view, action in operations():
        if view.any_scope:
            continue
        permission, scope = view.permissions[action], view.scopes[action]
        role = next(role for role in Role if permission in ROLE_PERMISSIONS[role])
        others = [other for other in ALL_SCOPES if other != scope]
        status, message = told(as_role(role, others).generic(method, path))
        if (status, scope in message) != (401, True):
            wrong.append((method, path, status, message))

    assert wrong == []


def test_a_role_that_may_not_is_403_and_named_or_404_for_what_partners_must_not_know(as_role):
    callers = {role: as_role(role, ALL_SCOPES) for role in (Role.READ_ONLY, Role.REVIEWER)}

    wrong = []
    for method, path, view, action in operations():
        permission = view.permissions[action]
        for role, api in callers.items():
            if permission in ROLE_PERMISSIONS[role]:
                continue
            expected = 404 if role in PARTNER_ROLES and permission in HIDDEN_FROM_PARTNERS else 403
            status, message = told(api.generic(method, path))
            if status != expected or (expected == 403 and str(role.label) not in message):
                wrong.append((role, method, path, status, message))

    assert wrong == []
