"""Archives: the same bytes every time, and nothing opened that could do harm."""

from __future__ import annotations

import io
import stat
import zipfile

import pytest
from hypothesis import given, strategies as st

from totalis.documents.archive import MAX_FILES, read_zip, unsafe_path, write_zip

FILES = {"b/two.txt": b"two", "a.txt": b"one", "b/Ünï.txt": b"\0\xff"}


def zipped(*entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive as any program may write it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return target.getvalue()


def test_the_order_of_files_does_not_matter():
    assert write_zip(FILES) == write_zip(dict(reversed(FILES.items())))


def test_what_was_written_is_read_again_by_us_and_by_others():
    data = write_zip(FILES)
    assert read_zip(data, "x.zip").files == FILES
    assert read_zip(data, "x.zip").problems == ()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == FILES


@pytest.mark.parametrize(
    "path",
    [
        "../x",
        "/etc/passwd",
        "a/../../x",
        "C:/x",
        "a\\b",
        "a//b",
        "a/./b",
        "x\0y",
        "x\ny",
        "y" * 300,
    ],
)
def test_a_path_that_leads_elsewhere_is_refused(path):
    assert unsafe_path(path)
    if "\0" not in path:
        archive = read_zip(zipped(("good.txt", b""), (path, b"bad")), "x.zip")
        assert archive.files == {}
        assert archive.problems


def test_a_bomb_is_not_opened():
    bomb = zipped(("zeros", b"\0" * 20_000_000))
    (problem,) = read_zip(bomb, "bomb.zip").problems
    assert "would unpack to 20000000 bytes" in problem[1]


def test_too_many_files_are_not_opened():
    many = zipped(*((f"{number}", b"") for number in range(MAX_FILES + 1)))
    assert any("at most" in what for _file, what in read_zip(many, "x.zip").problems)


def test_links_encrypted_files_and_doubles_are_refused():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.create_system = 3
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert read_zip(target.getvalue(), "x.zip").problems == (("link", "a link, not a file"),)
    with pytest.warns(UserWarning, match="Duplicate"):
        double = zipped(("a", b"1"), ("a", b"2"))
    assert read_zip(double, "x.zip").problems == (("a", "stands twice in the archive"),)


def test_an_archive_packed_again_is_read_and_told_apart():
    archive = read_zip(zipped(*FILES.items()), "again.zip")
    assert archive.files == FILES
    ((file, what),) = archive.problems
    assert file == "again.zip"
    assert "Unpack it and check the folder" in what


@given(data=st.binary(max_size=400))
def test_any_bytes_are_an_archive_or_a_problem(data):
    for tried in (data, b"PK\3\4" + data, write_zip({"a": b"b"})[:-22] + data):
        archive = read_zip(tried, "x.zip")
        assert archive.problems or write_zip(archive.files) == tried
