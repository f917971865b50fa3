"""The timeline of a case file as a picture: work, residence, contributions, certificates, and the day asked about."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from totalis.documents.timeline import Axis, Bar, Lane
from totalis.facts.countries import name_of
from totalis.kernel.dates import day_words
from totalis.procedure.casefile import PeriodLane

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from totalis.documents.form import Json
    from totalis.procedure.casefile import CaseFile, CertificateRecord

LEAST_MARGIN = 20
MARGIN = 0.05
OPEN_DAYS = 180
MOST_LANES = 14
_NAMES = {
    PeriodLane.WORK: "Work",
    PeriodLane.RESIDENCE: "Residence",
    PeriodLane.CONTRIBUTIONS: "Paid to",
}


def case_lanes(file: CaseFile) -> tuple[Lane, ...]:
    """A lane for each kind of period and country, and one for certificates."""
    lanes = []
    for kind, name in _NAMES.items():
        periods = [period for period in file.periods if period.lane is kind]
        for country in dict.fromkeys(period.country for period in periods):
            bars = tuple(
                Bar(kind.value, period.description or name, period.start, period.end)
                for period in periods
                if period.country == country
            )
            label = f"{name} {country}"
            lanes.append(Lane(label, f"{name} {name_of(country) if country else ''}", bars))
    certificates = tuple(_certificate(file, item) for item in file.certificates)
    if certificates:
        lanes.append(Lane("Certificate", "Certificate", certificates))
    return tuple(lanes[-MOST_LANES:])


def case_picture(file: CaseFile, day: date) -> Json | None:
    """The picture as a template draws it; None where nothing has a date."""
    lanes = case_lanes(file)
    if not lanes:
        return None
    axis = _axis(lanes, day)
    return {
        "says": _says(file, day),
        "lanes": [
            {"label": lane.name, "bars": [_bar(axis, bar) for bar in lane.bars]} for lane in lanes
        ],
        "ticks": [
            {"at": round(axis.share(tick.day), 4), "label": tick.label} for tick in axis.ticks()
        ],
        "marks": [{"at": round(axis.share(day), 4), "label": day_words(day)}],
    }


def _certificate(file: CaseFile, certificate: CertificateRecord) -> Bar:
    match = file.match_of(certificate.id)
    relied = match is not None and match.released_at is not None
    kind = "relied" if relied and certificate.withdrawn_on is None else "certificate"
    end = certificate.end
    if end is not None and end < certificate.start:
        end = certificate.start
    return Bar(kind, certificate.number or certificate.product, certificate.start, end)


def _bar(axis: Axis, bar: Bar) -> Json:
    start, end = axis.extent(bar)
    return {
        "kind": bar.kind,
        "from": round(start, 4),
        "to": round(end, 4),
        "open": bar.end is None,
    }


def _axis(lanes: Iterable[Lane], day: date) -> Axis:
    bars = [bar for lane in lanes for bar in lane.bars]
    days = [day, *(end for bar in bars for end in (bar.start, bar.end) if end is not None)]
    first, last = min(days), max(days)
    if any(bar.end is None for bar in bars):
        last += timedelta(days=OPEN_DAYS)
    room = timedelta(days=max(int((last - first).days * MARGIN), LEAST_MARGIN))
    return Axis(first - room, last + room)


def _says(file: CaseFile, day: date) -> str:
    said = [
        f"{_NAMES[period.lane]} {name_of(period.country) if period.country else ''} "
        f"{_span(period.start, period.end)}."
        for period in file.periods
    ]
    said += [
        f"Certificate {item.number} {_span(item.start, item.end)}." for item in file.certificates
    ]
    return " ".join([*said, f"The day asked about is {day_words(day)}."])


def _span(start: date, end: date | None) -> str:
    until = f"to {day_words(end)}" if end is not None else "on, without a known end"
    return f"from {day_words(start)} {until}"
