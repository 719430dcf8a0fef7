"""The people of every test, and the moment at which it plays."""

from __future__ import annotations

import gc
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client, TransactionTestCase
from django.utils import translation
from rest_framework.test import APIClient

from partnerhub.accounts.models import Membership, Partner, User
from partnerhub.accounts.roles import Role
from partnerhub.api import tokens
from partnerhub.clock import now

T0 = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOURS = timedelta(hours=1)


def make_person(name: str, role: Role, partner: Partner | None = None) -> User:
    """A person with one role; the password is the name, written ten times over."""
    user = User.objects.create_user(f"{name}@example.com", None, name=name.title(), is_staff=partner is None)
    Membership.objects.create(user=user, partner=partner, role=role)
    return user


@pytest.fixture
def northwind(db):
    return Partner.objects.create(slug="northwind", name="Northwind Communications")


@pytest.fixture
def fabrikam(db):
    return Partner.objects.create(slug="fabrikam", name="Fabrikam Telecom")


@pytest.fixture
def alice(northwind):
    """Partner admin of Northwind."""
    return make_person("alice", Role.FULL, northwind)


@pytest.fixture
def bob(fabrikam):
    """Partner admin of another partner."""
    return make_person("bob", Role.FULL, fabrikam)


@pytest.fixture
def rita(db):
    """Reviewer."""
    return make_person("rita", Role.REVIEWER)


@pytest.fixture
def sam(db):
    """Another reviewer."""
    return make_person("sam", Role.REVIEWER)


@pytest.fixture
def lena(db):
    """RPL lead."""
    return make_person("lena", Role.LEAD)


@pytest.fixture
def otto(db):
    """Auditor."""
    return make_person("otto", Role.AUDITOR)


@pytest.fixture
def olga(db):
    """Operator."""
    return make_person("olga", Role.OPERATOR)


@pytest.fixture
def browse():
    """A browser with somebody signed in: browse(alice)."""

    def _browse(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="partnerhub.accounts.backends.RoleBackend")
        return client

    return _browse


@pytest.fixture
def call():
    """An API client with somebody's token: call(alice).get("/v1/…")."""

    def _call(user: User, *, scopes: tuple[str, ...] = ("all",)) -> APIClient:
        membership = user.current_memberships[0]
        client = tokens.client_for(name="tests", owner=user, partner=membership.partner)
        token = tokens.issue(client, scopes=scopes, by=user, at=now())
        api = APIClient()
        api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        return api

    return _call


@pytest.fixture(autouse=True, scope="session")
def _var_dir(tmp_path_factory):
    """Nothing that a test writes is found by the next run."""
    settings.VAR_DIR = tmp_path_factory.getbasetemp() / "var"
    settings.VAR_DIR.mkdir(exist_ok=True)


@pytest.fixture(autouse=True)
def _english():
    """A request leaves its language behind in this thread, as it does in a server's until the next one."""
    yield
    translation.deactivate()


_flush = TransactionTestCase._fixture_teardown


def _flush_without_triggers(case):
    """SQLite empties tables row by row, which append-only history refuses: lift its triggers meanwhile.

    PostgreSQL truncates, which fires no row trigger.
    """
    if connection.vendor != "sqlite":
        _flush(case)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        _flush(case)
        for _name, sql in triggers:
            cursor.execute(sql)


TransactionTestCase._fixture_teardown = _flush_without_triggers


def _close_connections_of_this_thread(server):
    """A thread of the test server ends.

    Its connection to a database in memory ignores `close()`; left to the collector, it would be complained
    about in whichever test runs then. The one that the tests themselves use stays open.
    """
    lent = (server.connections_override or {}).values()
    for each in connections.all(initialized_only=True):
        if each not in lent:
            BaseDatabaseWrapper.close(each)


ThreadedWSGIServer._close_connections = _close_connections_of_this_thread


def pytest_collection_finish():
    """What is loaded by now stays: the collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()
