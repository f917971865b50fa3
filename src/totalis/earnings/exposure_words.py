"""What an overlap is called and why, as expressions over the columns of `exposure_overlaps`.

Interface: `finding()`, `why()` for rows of `same_streams`; `separate_why()` for `separate_streams`.
"""

from __future__ import annotations

import polars as pl


def _unknown_stream() -> pl.Expr:
    return (pl.col("stream_id") == "") | (pl.col("foreign_stream_id") == "")


def _counts() -> pl.Expr:
    return pl.col("us_counts") & pl.col("foreign_counts")


def _charged() -> pl.Expr:
    return (pl.col("us_amount") > 0) & (pl.col("foreign_amount") > 0)


def finding() -> pl.Expr:
    """`same_earnings` only where both sides charged the same known stream; else `unclear`."""
    same = ~_unknown_stream() & _counts() & _charged()
    return pl.when(same).then(pl.lit("same_earnings")).otherwise(pl.lit("unclear"))


def why() -> pl.Expr:
    """One or more short sentences."""
    reason = (
        pl.when(_unknown_stream())
        .then(pl.lit("The stream of at least one side is unknown: same pay or other pay."))
        .when(~_counts())
        .then(pl.lit("On at least one side only lines of unclear class were charged."))
        .when(~_charged())
        .then(pl.lit("Corrections take back at least as much as was charged in these days."))
        .otherwise(pl.lit("Both sides charged this stream for these days."))
    )
    remarks = [
        (pl.col("us_in_part"), "US amount apportioned by days."),
        (pl.col("foreign_in_part"), "Foreign amount apportioned by days."),
        (
            pl.col("us_correction") | pl.col("foreign_correction"),
            "A correction over other days is part of the amount.",
        ),
        (
            pl.col("us_several") | pl.col("foreign_several"),
            "Several charges overlap on one side: their bases are not added.",
        ),
        (
            _counts() & (pl.col("us_has_unclear") | pl.col("foreign_has_unclear")),
            "Lines of unclear class are not in the amount.",
        ),
    ]
    said = [pl.when(holds).then(pl.lit(text)) for holds, text in remarks]
    return pl.concat_str([reason, *said], separator=" ", ignore_nulls=True)


def separate_why() -> pl.Expr:
    """Why two streams on the same days are not the same earnings."""
    return pl.format(
        "Different streams share days: {} in the United States, {} in {}.",
        "stream_id",
        "foreign_stream_id",
        "foreign_country",
    )
