"""What exposure keeps: charge lines with their answers, what people resolved, contributions and their overlaps."""

from __future__ import annotations

from totalis.exposure.models.charges import (
    ChargeAnswer,
    ChargeLine,
    ChargeReason,
    ChargeRun,
    Classification,
)
from totalis.exposure.models.contributions import ContributionLine, ContributionRun, Overlap
from totalis.exposure.models.pay import CasePay
from totalis.exposure.models.resolutions import ChargeResolution

__all__ = [
    "CasePay",
    "ChargeAnswer",
    "ChargeLine",
    "ChargeReason",
    "ChargeResolution",
    "ChargeRun",
    "Classification",
    "ContributionLine",
    "ContributionRun",
    "Overlap",
]
