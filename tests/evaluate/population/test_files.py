"""Parquet files screened by their codes: what each row alone gives, in files of any make."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest
from hypothesis import assume, given, settings, strategies as st

from tests.evaluate.population.oracle import ANSWERED, LAW
from tests.evaluate.population.tables import AS_OF, SEEDS, table_of
from tests.evaluate.population.test_sameness import KEY, expected, frame_of
from tests.evaluate.population.test_types import TEXT, TYPED, comparable
from totalis.evaluate.population import ANSWERS, files, portions, screen, screen_parquet
from totalis.evaluate.population.files import FilePlan
from totalis.evaluate.population.plan import Plan
from totalis.kernel.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.evaluate.population.oracle import Row

DAY = date(2026, 1, 1)
PLAIN = pl.DataFrame(
    {
        "row": [0, 1, 2, 3, 4],
        "kind": pl.Series(["employment"] * 5, dtype=pl.Categorical),
        "category": pl.Series(["ordinary"] * 5, dtype=pl.Enum(["ordinary"])),
        "work_country": ["FR", "FR", "JP", "US", "FR"],
        "citizenships": ["US|FR", "", None, "[]", "US|FR"],
        "start": [date(2026, 1, 1), date(2026, 2, 1), None, date(2026, 1, 1), date(2026, 1, 1)],
        "end": [date(2028, 12, 31), date(2026, 1, 1), None, None, date(2040, 1, 1)],
        "open_ended": [False, False, None, True, True],
        "employer_country": ["US", "US", "US", None, "US"],
        "employer_american": [True, True, None, False, True],
        "sent_by_employer": [True, True, False, None, True],
        "employed_before_transfer": [True, True, None, None, True],
        "works_for": ["sending_employer"] * 5,
        "private_health_insurance": [True, True, None, None, True],
        "home_coverage_months_before": [24, -1, None, 7, 24],
        "earlier_postings": [
            "[]",
            '[{"start": "2020-01-01", "end": "2021-06-30"}]',
            None,
            "",
            "[]",
        ],
    }
)
KEPT = pl.DataFrame(
    {
        "list": [["a"], [], None, ["b", "c"], ["d"]],
        "moment": pl.Series(range(5)).cast(pl.Datetime("us", "Europe/Paris")),
        "group": pl.Series(["x", "y", None, "x", "x"], dtype=pl.Categorical),
        "note": ["one", None, "", "four", "five"],
    }
)


def screened(frame: pl.DataFrame, as_of: date = DAY, rows: int = 16) -> pl.DataFrame:
    """A frame through files: written in row groups of some rows, read back."""
    with TemporaryDirectory() as folder:
        table, out = Path(folder) / "in.parquet", Path(folder) / "out.parquet"
        pq.write_table(frame.to_arrow(), table, row_group_size=rows)
        screen_parquet([table], out, as_of=as_of, law=LAW)
        assert sorted(Path(folder).iterdir()) == [table, out]
        return pl.read_parquet(out)


def never(*_: Any) -> None:
    """The plan on rows of text, which is not wanted here."""
    message = "rows were read as text"
    raise AssertionError(message)


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, as_of=AS_OF)
def test_random_tables_by_code(seed, as_of):
    """Small portions, so that dictionaries grow from one to the next and are all different."""
    table = table_of(seed, 40)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Plan, "carried_out", never)
        patch.setattr(portions, "ROWS", 9)
        found = screened(frame_of(table), as_of, rows=1 + seed % 30)
    assert found.columns == [KEY, *ANSWERED]
    assert found.rows() == expected(table, as_of)


@settings(max_examples=8, deadline=None)
@given(seed=SEEDS, as_of=AS_OF, sound=st.booleans(), few=st.sampled_from([0, 100]))
def test_random_tables_with_days_that_are_days(seed, as_of, sound, few):
    """With every day between the first and the last, or only those of rows; with contradictions, or none."""
    table = [row for row in table_of(seed, 40) if dated(row) and (agrees(row) or not sound)]
    assume(table)
    days = pl.col([name for name in ("start", "end") if name in table[0]])
    frame = frame_of(table).with_columns(days.replace("", None).str.to_date("%Y-%m-%d"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Plan, "carried_out", never)
        patch.setattr(files, "_FEW", few)
        assert screened(frame, as_of).rows() == expected(table, as_of)


def test_the_days_between_two_ends_hold_both(monkeypatch):
    """Postings to France of five years to the day, and of a day more, from the first, a middle and the last day."""
    good = PLAIN[:1].drop("start", "end")
    days = {
        "start": [date(2020, 2, 29), date(2020, 2, 29), date(2021, 7, 1), date(2022, 3, 1)],
        "end": [date(2025, 2, 28), date(2025, 3, 1), date(2026, 6, 30), date(2027, 2, 28)],
    }
    frame = pl.concat([good] * 4).hstack(pl.DataFrame(days))
    monkeypatch.setattr(Plan, "carried_out", never)
    monkeypatch.setattr(files, "_FEW", 0)
    monkeypatch.setattr(Plan, "_days", never)
    found = screened(frame)
    assert found["covered_by"].to_list() == ["US", "FR", "US", "US"]
    lawful = [days["end"][row] for row in (0, 0, 2, 3)]
    assert found["last_lawful_day"].to_list() == lawful


def dated(row: Row) -> bool:
    """Whether the day columns can be written as days."""
    return all(is_day(row.get(name)) for name in ("start", "end"))


def is_day(text: str | None) -> bool:
    try:
        return not text or date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def agrees(row: Row) -> bool:
    """Whether a row's last day does not contradict anything."""
    start, end, endless = row.get("start"), row.get("end"), row.get("open_ended") or ""
    return not end or ((not start or start <= end) and endless.lower() != "true")


def test_typed_columns_by_code(monkeypatch):
    wanted = screen(PLAIN.hstack(KEPT), as_of=DAY, law=LAW)
    assert set(wanted["outcome"]) >= {"assigned", "invalid", "undetermined"}
    monkeypatch.setattr(Plan, "carried_out", never)
    found = screened(PLAIN.hstack(KEPT), rows=2)
    assert found.schema == wanted.schema
    assert found.equals(wanted)


def test_what_is_kept_is_what_it_was(tmp_path):
    """Also for others than Polars: the types that Arrow put down, and no codes where there was text."""
    table, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    PLAIN.hstack(KEPT).write_parquet(table)
    screen_parquet([table], out, as_of=DAY, law=LAW)
    before, after = pq.read_table(table), pq.read_table(out)
    for name in KEPT.columns:
        assert after.schema.field(name).type == before.schema.field(name).type
        assert after[name].to_pylist() == before[name].to_pylist()
    assert {after.schema.field(name).type for name in ANSWERS[:7]} == {pa.large_string()}


def test_nested_columns_go_the_other_way(monkeypatch):
    found = comparable(screened(TYPED).to_dicts())
    assert found == comparable(screen(TEXT, as_of=DAY, law=LAW).to_dicts())
    monkeypatch.setattr(FilePlan, "write", never)
    assert comparable(screened(TYPED).to_dicts()) == found


@pytest.mark.parametrize("names", [["kind"], ["start"], ["row", "end", "open_ended"]])
def test_few_columns(names):
    frame = PLAIN.select(names)
    assert screened(frame).equals(screen(frame, as_of=DAY, law=LAW))


def test_a_file_without_rows():
    assert screened(PLAIN.clear()).columns == ["row", *ANSWERS]


def test_several_files_are_one_table(tmp_path):
    """Each with dictionaries of its own; one large row group, which is read in parts."""
    tables = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    many = pl.concat([PLAIN] * 30)
    many.write_parquet(tables[0])
    PLAIN.reverse().write_parquet(tables[1], row_group_size=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(portions, "ROWS", 20)
        screen_parquet(tables, tmp_path / "out.parquet", as_of=DAY, law=LAW)
    wanted = screen(pl.concat([many, PLAIN.reverse()]), as_of=DAY, law=LAW)
    assert pl.read_parquet(tmp_path / "out.parquet").equals(wanted)


def test_a_file_that_breaks_off_leaves_nothing(tmp_path):
    table, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pl.concat([PLAIN] * 5_000).write_parquet(table, row_group_size=1_000)
    data = bytearray(table.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 400] = bytes(400)
    table.write_bytes(data)
    with pytest.raises(InputError) as caught:
        screen_parquet([table], out, as_of=DAY, law=LAW)
    assert "rows that cannot be read" in caught.value.diagnostics()
    assert list(tmp_path.iterdir()) == [table]


def test_text_that_is_no_text_is_said_to_be_unreadable(tmp_path):
    wrong = pa.array([b"employment", b"\xff"]).view(pa.string())
    pq.write_table(pa.table({"kind": wrong}), tmp_path / "in.parquet")
    with pytest.raises(InputError) as caught:
        screen_parquet([tmp_path / "in.parquet"], tmp_path / "out.parquet", as_of=DAY, law=LAW)
    assert "rows that cannot be read" in caught.value.diagnostics()
    assert [path.name for path in tmp_path.iterdir()] == ["in.parquet"]


def test_a_fault_on_the_way_leaves_no_reader_behind(tmp_path, monkeypatch):
    """Whose thread would go on writing into a file that is gone."""
    table, before = tmp_path / "in.parquet", threading.active_count()
    many = pl.concat([PLAIN.with_columns(work_country=pl.lit(code)) for code in ("FR", "JP", "DE")])
    many.write_parquet(table, row_group_size=1)
    monkeypatch.setattr(portions, "ROWS", 1)
    seen: list[int] = []

    def fails(*_: Any) -> None:
        seen.append(threading.active_count())
        raise ZeroDivisionError

    monkeypatch.setattr(FilePlan, "shape", fails)
    with pytest.raises(ZeroDivisionError):
        screen_parquet([table], tmp_path / "out.parquet", as_of=DAY, law=LAW)
    assert seen == [before + 2]
    assert threading.active_count() == before
    assert list(tmp_path.iterdir()) == [table]


def test_reading_ahead_stops_where_nobody_asks_on():
    read: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(50):
            read.append(number)
            yield number

    items: Any = portions.ahead(numbers())
    assert next(items) == 0
    items.close()
    assert len(read) < 8
