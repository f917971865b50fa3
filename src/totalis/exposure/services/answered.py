"""What people of the organisation said of unclear lines, applied to contributions before they are tested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.exposure.models import ChargeResolution
from totalis.exposure.services.keys import line_key
from totalis.lawbook.charges.model import Category

if TYPE_CHECKING:
    import polars as pl

    from totalis.webbase.accounts.models import Organisation


def with_answers(
    organisation: Organisation, frame: pl.DataFrame
) -> tuple[pl.DataFrame, dict[int, ChargeResolution]]:
    """The classified lines with the categories that people gave, and by the number of the line whose answer it is.

    It reaches lines that are unclear as a whole; parts of a split stay as they are.
    """
    import polars as pl  # noqa: PLC0415 - loaded where tables are tested

    standing = {
        (row.agreement, row.key): row
        for row in ChargeResolution.objects.of(organisation).filter(withdrawn_at=None)
    }
    if not standing or "category" not in frame.columns:
        return frame, {}
    given: dict[int, ChargeResolution] = {}
    whole = frame.filter((pl.col("category") == Category.UNCLEAR) & (pl.len().over("line") == 1))
    for row in whole.iter_rows(named=True):
        key = line_key(label=row.get("label") or "", payer=row.get("payer") or "")
        answer = standing.get((str(row["country"]).upper(), key))
        if answer is not None:
            given[int(row["line"])] = answer
    words = {line: answer.category for line, answer in given.items()}
    told = pl.col("line").replace_strict(words, default=None, return_dtype=pl.String)
    return frame.with_columns(pl.coalesce(told, "category").alias("category")), given
