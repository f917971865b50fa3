"""From charges to overlaps: the days on which the same stream was charged in the United States and abroad.

Interface::

    rows = same_streams(charges)  # pairs of one stream on both sides, or with an unknown stream
    rows = separate_streams(charges)  # pairs of two different streams that share a day

Work is cut at the first day of every period and the day after its last, pair by pair; each piece between
two cuts is one row. There is no join of periods with periods: a charge knows the numbers of its first and
last cut, takes its pieces from there, and pieces meet by their number. Time grows with the pieces.
"""

from __future__ import annotations

import polars as pl

from totalis.earnings.exposure_lines import COUNTS, UNCLEAR

US = "US"
PAIR = ["worker_id", "stream_id", "foreign_stream_id"]
_DAY = pl.duration(days=1)


def same_streams(charges: pl.DataFrame) -> pl.DataFrame:
    """One row for each piece of days, US currency, foreign country and foreign currency of a pair."""
    us, foreign, pairs = _sides(charges)
    pieces = _pieces(pl.concat([us, foreign]))
    shared = _shared_out(pieces)
    ours = shared.filter(pl.col("country") == US)
    theirs = shared.filter(pl.col("country") != US)
    met = _side(ours, "us").join(_side(theirs, "foreign"), on="piece", how="inner")
    days = pieces.select("piece", "pair", "first", "after").unique("piece")
    return (
        met.join(days, on="piece", how="inner")
        .join(pairs, on="pair", how="inner")
        .with_columns((pl.col("after") - _DAY).alias("last"))
    )


def _sides(charges: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The charges of both sides, each with the number of every pair it belongs to, and the pairs."""
    us = charges.filter(pl.col("country") == US)
    foreign = charges.filter(pl.col("country") != US)
    us_streams = us.select("worker_id", "stream_id").unique()
    foreign_streams = foreign.select("worker_id", "stream_id").unique()
    same = us_streams.filter(pl.col("stream_id") != "").join(
        foreign_streams, on=["worker_id", "stream_id"], how="semi"
    )
    pairs = pl.concat(
        [
            same.with_columns(pl.col("stream_id").alias("foreign_stream_id")),
            _with_unknown(us_streams, foreign_streams),
        ]
    ).with_row_index("pair")
    left = us.join(pairs.select("worker_id", "stream_id", "pair"), on=["worker_id", "stream_id"])
    there = pairs.select("worker_id", pl.col("foreign_stream_id").alias("stream_id"), "pair")
    right = foreign.join(there, on=["worker_id", "stream_id"])
    return left, right, pairs


def _with_unknown(us_streams: pl.DataFrame, foreign_streams: pl.DataFrame) -> pl.DataFrame:
    """Pairs of which at least one stream is unknown."""
    there = foreign_streams.rename({"stream_id": "foreign_stream_id"})
    unknown = us_streams.filter(pl.col("stream_id") == "").join(there, on="worker_id")
    unknown_there = us_streams.filter(pl.col("stream_id") != "").join(
        there.filter(pl.col("foreign_stream_id") == ""), on="worker_id"
    )
    return pl.concat([unknown, unknown_there])


def _pieces(charges: pl.DataFrame, by: str = "pair") -> pl.DataFrame:
    """Each charge once for every piece between two cuts that it covers.

    Adds `piece` (the number of the piece), `first` (its first day) and `after` (the day after its last).
    """
    charges = charges.with_columns((pl.col("period_end") + _DAY).alias("until"))
    cuts = (
        pl.concat(
            [
                charges.select(by, pl.col("period_start").alias("day")),
                charges.select(by, pl.col("until").alias("day")),
            ]
        )
        .unique()
        .sort(by, "day")
        .with_row_index("cut")
    )
    starts = cuts.rename({"day": "period_start", "cut": "from_cut"})
    ends = cuts.rename({"day": "until", "cut": "to_cut"})
    days = cuts.select(
        pl.col("cut").cast(pl.Int64).alias("piece"),
        pl.col("day").alias("first"),
        pl.col("day").shift(-1).alias("after"),
    )
    return (
        charges.join(starts, on=[by, "period_start"])
        .join(ends, on=[by, "until"])
        .with_columns(pl.int_ranges("from_cut", "to_cut", dtype=pl.Int64).alias("piece"))
        .drop("from_cut", "to_cut")
        .explode("piece")
        .join(days, on="piece")
    )


def _shared_out(pieces: pl.DataFrame) -> pl.DataFrame:
    """Amount and base of each charge that fall to the piece, by days, to the smallest coin."""
    of = (pl.col("until") - pl.col("period_start")).dt.total_days()
    until = (pl.col("after") - pl.col("period_start")).dt.total_days()
    before = (pl.col("first") - pl.col("period_start")).dt.total_days()
    return pieces.with_columns(of.alias("of"), until.alias("d1"), before.alias("d0")).with_columns(
        (_units("amount", "d1") - _units("amount", "d0")).alias("amount"),
        (_units("base", "d1") - _units("base", "d0")).alias("base"),
        (pl.col("d1") - pl.col("d0") < pl.col("of")).alias("in_part"),
    )


def _units(money: str, days: str) -> pl.Expr:
    """`money_currency.units_until` by columns."""
    size, coin, of, upto = pl.col(money).abs(), pl.col("coin"), pl.col("of"), pl.col(days)
    coins, rest = size // coin, size % coin
    each, left = coins // of, coins % of
    shared = (each * upto + (2 * left * upto + of) // (2 * of)) * coin
    return (shared + pl.when(upto == of).then(rest).otherwise(0)) * pl.col(money).sign()


def _side(shared: pl.DataFrame, name: str) -> pl.DataFrame:
    """One row for each piece, country and currency of one side."""
    counts, unclear = pl.col("place") == COUNTS, pl.col("place") == UNCLEAR
    keys = ["piece", "currency"] if name == "us" else ["piece", "country", "currency"]
    found = shared.group_by(keys).agg(
        pl.col("amount").filter(counts).sum().alias(f"{name}_amount"),
        pl.col("amount").filter(unclear).sum().alias(f"{name}_unclear"),
        counts.any().alias(f"{name}_counts"),
        unclear.any().alias(f"{name}_has_unclear"),
        pl.when(counts.sum() == 1)
        .then(pl.col("base").filter(counts).first())
        .when(pl.len() == 1)
        .then(pl.col("base").first())
        .alias(f"{name}_base"),
        (counts.sum() > 1).alias(f"{name}_several"),
        pl.col("in_part").any().alias(f"{name}_in_part"),
        (pl.col("amount") < 0).any().alias(f"{name}_correction"),
        pl.col("lines").list.explode().unique().sort().alias(f"{name}_lines"),
    )
    renamed = {"currency": f"{name}_currency", "country": f"{name}_country"}
    return found.rename({key: renamed[key] for key in keys if key in renamed})


def separate_streams(charges: pl.DataFrame) -> pl.DataFrame:
    """One row for each worker, US stream, other foreign stream and country that share at least one day."""
    known = charges.filter(pl.col("stream_id") != "")
    us = known.filter(pl.col("country") == US)
    foreign = known.filter(pl.col("country") != US)
    both = _workers_with_two_streams(us, foreign)
    slim = ["worker_id", "stream_id", "country", "period_start", "period_end"]
    mine = known.select(slim).join(both, on="worker_id", how="semi").unique()
    pieces = _pieces(mine, by="worker_id").select(
        "worker_id", "stream_id", "country", "piece", "first", "after"
    )
    pieces = pieces.unique(["piece", "stream_id", "country"])
    left = pieces.filter(pl.col("country") == US).drop("country")
    right = pieces.filter(pl.col("country") != US).select(
        "piece",
        pl.col("stream_id").alias("foreign_stream_id"),
        pl.col("country").alias("foreign_country"),
    )
    return (
        left.join(right, on="piece")
        .filter(pl.col("stream_id") != pl.col("foreign_stream_id"))
        .group_by([*PAIR, "foreign_country"])
        .agg(pl.col("first").min(), (pl.col("after").max() - _DAY).alias("last"))
    )


def _workers_with_two_streams(us: pl.DataFrame, foreign: pl.DataFrame) -> pl.DataFrame:
    """Workers charged on both sides, in more than one stream."""
    both = us.select("worker_id").unique().join(foreign, on="worker_id", how="semi")
    streams = pl.concat(
        [us.select("worker_id", "stream_id"), foreign.select("worker_id", "stream_id")]
    )
    several = streams.unique().group_by("worker_id").len().filter(pl.col("len") > 1)
    return both.join(several, on="worker_id", how="semi")
