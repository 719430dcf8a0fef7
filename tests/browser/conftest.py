"""Debian's Chromium, where there is one; elsewhere these tests are skipped."""

from __future__ import annotations

import os
import shutil
from urllib.parse import urlsplit

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests of this process."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    from playwright.sync_api import sync_playwright

    # The browser's driver runs a loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def window(chromium, live_server, browse):
    """window(alice, color_scheme="dark"): a page with somebody signed in; the console's complaints are kept."""
    contexts = []

    def _window(user=None, *, language="en", width=1280, **options):
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        host = urlsplit(live_server.url).hostname
        cookies = [{"name": "django_language", "value": language, "domain": host, "path": "/"}]
        if user is not None:
            session = browse(user).cookies["sessionid"].value
            cookies.append({"name": "sessionid", "value": session, "domain": host, "path": "/"})
        context.add_cookies(cookies)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        return page

    yield _window
    for context in contexts:
        context.close()
