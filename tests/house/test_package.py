"""What is installed from the built package is whole: data, templates, built assets and fonts are in it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

# One of each kind of file that is no Python, and that something needs at run time.
NEEDED = (
    "totalis/webbase/templates/webbase/base.html",
    "totalis/webbase/static/webbase/totalis.css",
    "totalis/webbase/static/vendor/uswds/css/uswds.min.css",
    "totalis/webbase/static/vendor/uswds/img/sprite.svg",
    "totalis/webbase/static/vendor/htmx/htmx.min.js",
    "totalis/documents/fonts/PublicSans-Regular.ttf",
    "totalis/authority/locale/es/LC_MESSAGES/django.mo",
    "totalis/facts/names/countries.es.yaml",
)


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_package(repository, tmp_path):
    uv = Path(sys.executable).with_name("uv")
    subprocess.run(  # noqa: S603 - the program is this environment's own
        [
            uv,
            "build",
            "--wheel",
            "--no-build-isolation",
            "--offline",
            "--out-dir",
            tmp_path,
            repository,
        ],
        capture_output=True,
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    source = repository / "src"
    tracked = {
        path.relative_to(source).as_posix()
        for path in (source / "totalis").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.name != ".built"
    }
    assert not tracked - inside
    assert set(NEEDED) <= inside
