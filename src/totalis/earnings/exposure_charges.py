"""From lines to charges: what one country charged for one period of a stream, corrections netted.

Interface::

    charges = net(good_lines)  # LazyFrame of good lines -> DataFrame, one row a charge that stands

A *charge* is the sum of all lines of one worker, stream, country, currency, period and place (counts or
unclear). Corrections of the past carry the period that they correct and so net against it; what nets to
nothing is gone. A correction booked over another period (a quarter that takes back three months) is
netted with the chain of periods that it touches: a chain whose sum is nothing is gone as well.

Columns of a charge: the key, `coin`, `amount` and `base` (ten-thousandths), `lines` (references),
`several_bases`, `corrected`. The base of a charge is the largest net base among its labels and payers:
several levies rest on the same pay, and their bases are never added.
"""

from __future__ import annotations

import polars as pl

from totalis.earnings.exposure_lines import APART

STREAM = ["worker_id", "stream_id", "country", "currency", "place"]
PERIOD = ["period_start", "period_end"]
KEY = [*STREAM, *PERIOD]


def net(good: pl.LazyFrame) -> pl.DataFrame:
    """Every charge that stands, in no particular order."""
    lines = good.filter(pl.col("place") != APART)
    charges = (
        lines.group_by(KEY)
        .agg(
            pl.col("amount").sum(),
            pl.col("base").max(),
            pl.col("coin").first(),
            pl.col("reference").alias("lines"),
            ((pl.col("amount") < 0) | (pl.col("base") < 0))
            .fill_null(value=False)
            .any()
            .alias("corrected"),
        )
        .collect(engine="streaming")
    )
    corrected = charges.filter("corrected").select(KEY)
    if corrected.height:
        bases = _net_bases(lines, corrected)
        charges = (
            charges.join(bases, on=KEY, how="left", maintain_order="left")
            .with_columns(pl.when("corrected").then("net_base").otherwise("base").alias("base"))
            .drop("net_base")
        )
    charges = charges.filter(pl.col("amount") != 0)
    return _without_reversed_chains(charges)


def _net_bases(lines: pl.LazyFrame, corrected: pl.DataFrame) -> pl.DataFrame:
    """The largest net base of a label and payer, for the periods that hold a correction."""
    return (
        lines.join(corrected.lazy(), on=KEY, how="semi")
        .group_by([*KEY, "label", "payer"])
        .agg(
            pl.when(pl.col("base").count() > 0).then(pl.col("base").sum()).alias("base"),
        )
        .group_by(KEY)
        .agg(pl.col("base").max().alias("net_base"))
        .collect(engine="streaming")
    )


def _without_reversed_chains(charges: pl.DataFrame) -> pl.DataFrame:
    """Drop the chains of overlapping periods that a correction over another period reverses in full.

    Only streams with a charge below nothing are looked at; the rest have no such chain.
    """
    touched = charges.filter(pl.col("amount") < 0).select(STREAM).unique()
    if touched.is_empty():
        return charges
    rest = charges.join(touched, on=STREAM, how="anti")
    looked_at = charges.join(touched, on=STREAM, how="semi").sort(KEY)
    until = pl.col("period_end").cum_max().shift(1).over(STREAM)
    begins = (pl.col("period_start") > until).fill_null(value=True)
    chains = looked_at.with_columns(begins.cum_sum().alias("chain"))
    standing = chains.filter(pl.col("amount").sum().over("chain") != 0).drop("chain")
    return pl.concat([rest, standing])
