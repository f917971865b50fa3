"""What every test has."""

from __future__ import annotations

import gc
import os
import shutil
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests import databases, static_files, unmigrated
from tests.promises.plugin import NAME, Promises
from tests.web import latency

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.plugin import DjangoDbBlocker

ROOT = Path(__file__).resolve().parent.parent

# In CI the same examples every time, so that a red run can be repeated; no time limit, since the machine is shared.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("dev", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "dev")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder that holds the repository."""
    return ROOT


FOLDER = pytest.StashKey[Path]()
DATABASE = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Give this process a database, keys and a data folder of its own, before anything asks for them."""
    name = config.getoption("--database") or os.environ.get(databases.VARIABLE) or "sqlite"
    if name not in databases.NAMES:
        message = f"{databases.VARIABLE} is {name!r}; expected one of {', '.join(databases.NAMES)}."
        raise pytest.UsageError(message)
    config.stash[DATABASE] = name
    config.stash[FOLDER] = databases.configure(name)
    databases.let_tests_empty_tables()
    static_files.list_once()
    config.pluginmanager.register(Promises(), NAME)
    latency.slow_down()


# None of them has a database, so that it is nothing to them what ran before.
LONG = (
    "docs/test_written.py",
    "evaluate/population/test_files.py",
    "evaluate/population/test_sameness.py",
    "evaluate/test_knowledge.py",
    "gate/test_no_certificate_no_exemption.py",
    "procedure/file/test_findings.py",
    "procedure/request/test_checks_never_crash.py",
)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Name what drives a browser, and begin with the longest tests: no process shall wait for another's last one.

    Whatever drives a browser is chosen by `-m browser`, whether its file says so or not.
    """
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
    yield
    long = {ROOT / "tests" / name for name in LONG}
    items.sort(key=lambda item: item.path not in long)


def pytest_collection_finish() -> None:
    """Spare the collector what stays for the whole run, 15,000 tests and all modules, and let it look less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    gc.unfreeze()
    if FOLDER in config.stash:
        shutil.rmtree(config.stash[FOLDER], ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> Iterator[None]:
    """pytest-django asks for this before it makes the test database: here the server starts."""
    stash = request.config.stash
    needed = stash[DATABASE] == "postgresql"
    with databases.server(stash[FOLDER]) if needed else nullcontext():
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,  # noqa: ARG001 - it makes tables out of the models
    django_db_blocker: DjangoDbBlocker,
) -> None:
    """The test database, as if it had been migrated."""
    with django_db_blocker.unblock():
        unmigrated.complete()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the switches of this suite."""
    parser.addoption(
        "--database",
        choices=databases.NAMES,
        help="what the tests with a database run on (default: sqlite)",
    )
    parser.addoption(
        "--rewrite-bad",
        action="store_true",
        help="write the texts of vectors/bad anew instead of comparing them",
    )
