"""The shapes of channels: as `channels.yaml` has them, and as the advice for one request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from totalis.lawbook.model import Source
from totalis.procedure.casefile import Value
from totalis.procedure.lanes import Submitter

if TYPE_CHECKING:
    from datetime import date


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """An address or number, and what is known of it."""

    name: str
    address: str
    says: str
    source: tuple[str, ...]


class ChannelEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A way of sending as `channels.yaml` has it."""

    key: str
    label: str
    exception: bool
    says: str
    source: tuple[str, ...]
    destination: str = ""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What one group of sources says."""

    says: str
    source: tuple[str, ...]
    countries: tuple[str, ...] = ()


class Contradiction(msgspec.Struct, frozen=True, kw_only=True):
    """Readings that disagree; `products` empty: for any."""

    topic: str
    readings: tuple[Said, ...]
    products: tuple[str, ...] = ()


class ByLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A product that the manual sends by letter."""

    product: str
    says: str
    source: tuple[str, ...]


class ChannelBook(msgspec.Struct, frozen=True, kw_only=True):
    """The file `channels.yaml`."""

    recheck_after_days: int
    recheck_source: tuple[str, ...]
    service: Place
    help_line: Place
    channels: dict[str, ChannelEntry]
    contradictions: tuple[Contradiction, ...]
    by_letter: tuple[ByLetter, ...]


class Destination(Value, frozen=True, kw_only=True):
    """Where a request goes, where that stands and when the source was looked at."""

    text: str
    sources: tuple[Source, ...]

    @property
    def checked_on(self) -> date | None:
        """The newest day on which a source of it was looked at; None without a source."""
        return max((source.checked_on for source in self.sources), default=None)


class Channel(Value, frozen=True, kw_only=True):
    """A way of sending for one request."""

    key: str
    label: str
    exception: bool
    """Whether it must be asked for and approved."""
    says: str
    destination: Destination | None
    sources: tuple[Source, ...]


class ReadingSaid(Value, frozen=True, kw_only=True):
    """One reading of a contradiction; `here` where its sources are about this agreement."""

    says: str
    countries: tuple[str, ...]
    here: bool
    sources: tuple[Source, ...]


class Disagreement(Value, frozen=True, kw_only=True):
    """A point on which sources contradict each other."""

    topic: str
    readings: tuple[ReadingSaid, ...]


class ChannelAdvice(Value, frozen=True, kw_only=True):
    """Who issues, who asks, by which ways, and what is in dispute. The first channel is the advised one."""

    issuer: str
    issuer_country: str
    form: str
    requested_by: str
    copies: str
    channels: tuple[Channel, ...]
    submitters: tuple[Submitter, ...]
    contradictions: tuple[Disagreement, ...]
    notes: tuple[str, ...]
    sources: tuple[Source, ...]

    @property
    def default(self) -> Channel | None:
        """The way that is advised; None where no source names one."""
        return self.channels[0] if self.channels else None

    def channel(self, key: str) -> Channel | None:
        """A way by its key."""
        return next((item for item in self.channels if item.key == key), None)
