"""What every test can ask for.

TANDEM_TEST_DATABASE chooses "sqlite" (the default) or "postgresql". The private servers are started by the
settings of the tests, because pytest-django reads those before this file; here the tests that cannot run
are named.
"""

import os
from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone, translation

from tests.servers import PG_URL, Missing, find

pytest_plugins = ["tests.factories"]


def need(name: str) -> None:
    """Skip the running test, or fail it where CI=true, when a binary it needs is missing."""
    try:
        find(name)
    except Missing as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{missing}, and with CI=true nothing may be skipped for that")
        pytest.skip(str(missing))


@pytest.fixture(autouse=True, scope="session")
def database_servers() -> None:
    """Without PostgreSQL or Redis a run on PostgreSQL must not pass by quietly using SQLite."""
    if os.environ.get("TANDEM_TEST_DATABASE") == "postgresql" and PG_URL not in os.environ:
        need("postgresql")
        need("redis")
        pytest.fail("config/settings/test.py did not start the private servers")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """The first pages of a site are laid once for the whole run: to lay them for each test took minutes.

    The tests that empty the tables after them come last; for these the fixture `site` lays them again.
    """
    from tests.factories import make_site

    with django_db_blocker.unblock():
        make_site()


@pytest.fixture(autouse=True)
def nobody_is_reading() -> None:
    """A request of the test before must not leave its reader's language or zone behind."""
    translation.activate("en")
    timezone.deactivate()


@pytest.fixture
def delivered(mailoutbox) -> Callable:
    """A function: deliver what is due, and the new mails as {address: message}."""
    from notices.delivery import deliver_due

    def deliver():
        before = len(mailoutbox)
        deliver_due()
        return {message.to[0]: message for message in mailoutbox[before:]}

    return deliver


def pytest_report_header() -> str:
    """Say in the first lines which database this run is about."""
    return f"database: {os.environ.get('TANDEM_TEST_DATABASE') or 'sqlite'}"


@pytest.fixture(scope="session")
def chromium() -> Iterator["object"]:
    """A headless Chromium with an empty profile, as Playwright's Browser."""
    need("chromium")
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(find("chromium")),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visit(chromium, live_server) -> Iterator[Callable]:
    """A function that opens a tab on the running site: `page = visit("/fr/", javascript=False)`.

    Whatever Playwright's `new_context` takes can be given too (viewport, color_scheme …). The test fails
    when a page threw an error or broke the content policy.
    """
    contexts, complaints = [], []

    def open_tab(path: str = "/", *, language: str = "en", javascript: bool = True, **options):
        context = chromium.new_context(
            base_url=live_server.url, locale=language, java_script_enabled=javascript, **options
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: (
                complaints.append(f"{page.url}: {message.text}")
                if "Content Security Policy" in message.text
                else None
            ),
        )
        page.goto(path)
        return page

    yield open_tab
    for context in contexts:
        context.close()
    assert not complaints
