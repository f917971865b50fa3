"""The inner amount (average and PIA on a row of earnings) against ssa.tools, in one run: time as a ratio, amounts compared.

`python -m bench.benefits.with_ssa_tools ssa_tools.js`; how the bundle is made stands in `ssa_tools.ts`. The earnings are the theoretical ones
of the bench's records, so that every row has a whole working life. Both engines run the rows once before they are timed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.benefits.seed import records
from totalis.benefits.amount import amount
from totalis.benefits.figures import Figures
from totalis.benefits.pia import ordinary
from totalis.benefits.reading import read_record

COUNT = 3_000


def main() -> int:
    """Run both, print one line."""
    figures = Figures()
    jobs = []
    for raw in records(COUNT):
        record = read_record(raw)
        found = amount(record, figures)
        if found is not None:
            jobs.append((record, found.first.earnings, found.first.last))
    rows = [
        {
            "birth": (record.birth.year, record.birth.month, record.birth.day),
            "earnings": sorted((year, cents) for year, cents in earnings.items() if cents),
        }
        for record, earnings, _ in jobs
    ]
    started = time.process_time()
    ours = [
        ordinary(record, figures, earnings=earnings, last=last, steps=()).at_eligibility
        for record, earnings, last in jobs
    ]
    seconds = time.process_time() - started
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "rows.json"
        source.write_text(json.dumps(rows), encoding="utf-8")
        done = subprocess.run(
            ["node", sys.argv[1], str(source)], capture_output=True, check=True, text=True
        )
    theirs = json.loads(done.stdout)
    equal = sum(one == other for one, other in zip(ours, theirs["amounts"], strict=True))
    each = seconds / len(jobs) * 1e6
    other = theirs["cpu"] / len(jobs) * 1e6
    print(
        f"{len(jobs):,} rows: {each:.0f} µs of CPU here, {other:.0f} µs in ssa.tools "
        f"(ratio {each / other:.2f}); {equal:,} amounts equal"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
