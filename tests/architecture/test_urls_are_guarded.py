"""Every URL answers "who may?": a page names its permission or is public by name, an endpoint its permission and scope."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from partnerhub.accounts.roles import Permission
from partnerhub.accounts.scopes import ALL_SCOPES

PUBLIC = {"sign-in", "sign-out", "set_language", "consent"}
# What the API shows to anybody: its own description, where tokens are given, and the answer to unknown paths.
PUBLIC_API = {"openapi", "api-reference", "billing-download", "access-token", "revoke", None}
OTHERS_PREFIXES = ("admin/",)


def routes(patterns: Any = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, path)
        elif not path.startswith(OTHERS_PREFIXES):
            yield path, pattern


def test_every_page_names_its_permission():
    pages = {path: p for path, p in routes() if not hasattr(p.callback, "cls")}

    unguarded = [path for path, p in pages.items() if not hasattr(p.callback, "permission")]

    assert unguarded == []


def test_public_pages_are_known_by_name():
    named_public = {
        p.name for _path, p in routes() if getattr(p.callback, "permission", None) == "public"
    } - PUBLIC_API

    assert named_public == PUBLIC


def test_every_endpoint_names_permission_and_scope_for_each_method():
    problems = []
    for path, pattern in routes():
        view = getattr(pattern.callback, "cls", None)
        if view is None:
            continue
        for action in (getattr(pattern.callback, "actions", None) or {}).values():
            if not isinstance(view.permissions.get(action), Permission):
                problems.append(f"{path}: {action} has no permission")
            if view.scopes.get(action) not in ALL_SCOPES:
                problems.append(f"{path}: {action} has no known scope")

    assert problems == []
