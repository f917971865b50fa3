"""One measure in a process of its own: seconds, processor seconds, highest memory. Prints JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

DAY = date(2026, 1, 1)


def plain(tables: list[str], out: Path, *, write: bool = True) -> dict[str, Any]:
    """A plain scan and group-by of the facts, and the same table written again."""
    from bench.screen.register import PLAIN

    lazy = pl.scan_parquet(tables)
    names = [name for name in lazy.collect_schema().names() if name in PLAIN]
    groups = lazy.group_by(names).len().collect(engine="streaming").height
    if write:
        lazy.sink_parquet(out)
    return {"groups": groups}


def group(tables: list[str], out: Path) -> dict[str, Any]:
    """The plain scan and group-by alone."""
    return plain(tables, out, write=False)


def screened(tables: list[str], out: Path) -> dict[str, Any]:
    """Everything decided and written, as `totalis screen` does it."""
    from totalis.evaluate.population import screen_parquet
    from totalis.lawbook.book import Lawbook

    told: dict[str, Any] = {}

    def note(step: str, done: int, _total: int) -> None:
        told[step] = done
        told[f"{step}_after"] = round(time.perf_counter() - began, 2)

    began = time.perf_counter()
    screen_parquet([*map(Path, tables)], out, as_of=DAY, law=Lawbook(), progress=note)
    return told


def scanned(tables: list[str], out: Path) -> dict[str, Any]:
    """The same of a lazy scan, which reads text."""
    from totalis.evaluate.population import screen
    from totalis.lawbook.book import Lawbook

    screen(pl.scan_parquet(tables), as_of=DAY, law=Lawbook()).sink_parquet(out)
    return {}


def codes(tables: list[str], _out: Path) -> dict[str, Any]:
    """A floor: the facts read as codes, days as days, and nothing done with them."""
    from totalis.evaluate.population.columns import FACTS
    from totalis.evaluate.population.portions import Files

    files = Files([*map(Path, tables)])
    facts = [name for name in files.schema.names if name in FACTS]
    text = [name for name in files.coded if name in FACTS]
    return {"read": sum(portion.num_rows for portion in files.portions(facts, text))}


def keys(tables: list[str], out: Path) -> dict[str, Any]:
    """A floor: what is kept is read and written as screening writes it, without any answer."""
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    from totalis.evaluate.population.columns import FACTS
    from totalis.evaluate.population.portions import Files

    files = Files([*map(Path, tables)])
    kept = [name for name in files.schema.names if name not in FACTS]
    coded = [name for name in files.coded if name in kept]
    writer = None
    for portion in files.portions(kept, coded):
        writer = writer or pq.ParquetWriter(
            out,
            portion.schema,
            compression="zstd",
            compression_level=1,
            use_dictionary=coded,
            write_statistics=False,
        )
        writer.write_table(portion)
    if writer is not None:
        writer.close()
    return {}


def screened_duckdb(tables: list[str], out: Path) -> dict[str, Any]:
    """The same plan on DuckDB."""
    import duckdb

    from totalis.evaluate.population import screen
    from totalis.lawbook.book import Lawbook

    connection = duckdb.connect()
    screen(connection.read_parquet(tables), as_of=DAY, law=Lawbook()).write_parquet(str(out))
    return {}


def plain_duckdb(tables: list[str], out: Path) -> dict[str, Any]:
    """The plain scan, group-by and write on DuckDB."""
    import duckdb

    from bench.screen.register import PLAIN

    connection = duckdb.connect()
    table = connection.read_parquet(tables)
    names = ", ".join(PLAIN)
    groups = len(table.aggregate(f"{names}, count(*) AS n", names).fetchall())
    table.write_parquet(str(out))
    return {"groups": groups}


def highest_memory() -> float:
    """Megabytes that this process held at most; `ru_maxrss` would count the process that started it."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmHWM"))
    return int(kilobytes) / 1024


MODES = {
    item.__name__: item
    for item in (plain, group, screened, scanned, codes, keys, screened_duckdb, plain_duckdb)
}


def main() -> None:
    """`python -m bench.screen.run MODE OUT TABLE…`."""
    mode, out, *tables = sys.argv[1:]
    began = time.perf_counter()
    told = MODES[mode](tables, Path(out))
    used = resource.getrusage(resource.RUSAGE_SELF)
    measure = {
        "seconds": time.perf_counter() - began,
        "processor": used.ru_utime + used.ru_stime,
        "megabytes": highest_memory(),
        **told,
    }
    print(json.dumps(measure))


if __name__ == "__main__":
    main()
