"""Keys: named, or made on first use in a file of their own; masked numbers."""

from __future__ import annotations

import stat
from functools import partial

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Template

from tests.webbase_store.conftest import at_once
from totalis.cli.main import main
from totalis.webbase.secrets import keys


@pytest.fixture
def fresh(settings, tmp_path):
    """An installation that has named no keys."""
    settings.ENCRYPTION_KEYS = []
    settings.DATA_DIR = tmp_path / "data"
    keys._keys_of_file.cache_clear()
    yield settings.DATA_DIR / keys.FILE_NAME
    keys._keys_of_file.cache_clear()


def test_a_key_is_made_on_first_use_for_its_owner_alone(fresh):
    assert not fresh.exists()
    text = keys.encrypted(b"078051120")
    assert stat.S_IMODE(fresh.stat().st_mode) == 0o600
    keys._keys_of_file.cache_clear()
    assert keys.decrypted(text) == b"078051120"
    assert [path.name for path in fresh.parent.iterdir()] == [keys.FILE_NAME]


def test_of_many_that_make_one_at_once_all_use_the_same(fresh):
    assert len(set(at_once(partial(keys.keys) for _ in range(16)))) == 1
    assert len(fresh.read_text().split()) == 1


@pytest.mark.parametrize("text", ["", "\n", "not a key\n", "é"])
def test_a_key_file_that_cannot_be_read_says_so(fresh, text):
    fresh.parent.mkdir()
    fresh.write_text(text)
    with pytest.raises(ImproperlyConfigured, match="key"):
        keys.encrypted(b"x")
    assert fresh.read_text() == text


def test_a_folder_in_its_place_says_so(fresh):
    fresh.mkdir(parents=True)
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        keys.encrypted(b"x")


def test_what_no_key_fits_is_undecipherable(settings):
    text = keys.encrypted(b"x")
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    for read in (keys.decrypted, keys.rotated):
        with pytest.raises(keys.UndecipherableError):
            read(text)


def test_a_new_key_can_be_had(capsys):
    assert main(["key"]) == 0
    Fernet(capsys.readouterr().out.strip())


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("123-45-6789", "••••6789"),
        ("AB 12 34 56 C", "••••456C"),
        ("1234", "••••"),
        ("12", "••"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_number_is_shown_by_its_last_four(value, shown):
    assert Template("{% load secrets %}{{ x|masked }}").render(Context({"x": value})) == shown
