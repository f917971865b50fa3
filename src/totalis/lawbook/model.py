"""The shape of the law: agreements, rules, clocks, sources.

Frozen structures, read by `lawbook.reader`, cached by digest, evaluated by `rules`.
Every rule, clock and number names its sources; a source says what kind it is, so that what rests on
memory, the press or a mirror can be seen.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec


class SourceKind(StrEnum):
    """What a source is; everything after `COURT` is weak."""

    TREATY = "treaty"
    STATUTE = "statute"
    REGULATION = "regulation"
    MANUAL = "manual"
    """Instruction of the agency to its own staff (SSA's POMS, HMRC's NIM)."""
    OFFICIAL = "official"
    """Public page or booklet of an agency or government."""
    COURT = "court"
    SECONDARY = "secondary"
    """Adviser, insurer, commentary."""
    PRESS = "press"
    MIRROR = "mirror"
    """Copy or paraphrase of an official text by somebody else."""
    MEMORY = "memory"
    """Recalled; no source read."""
    NONE = "none"
    """Nothing was found; used only where the law says `not_stated`."""

    @property
    def weak(self) -> bool:
        """Whether a rule that rests only on this must be verified before it is relied on."""
        return self in _WEAK


_WEAK = frozenset(
    {
        SourceKind.SECONDARY,
        SourceKind.PRESS,
        SourceKind.MIRROR,
        SourceKind.MEMORY,
        SourceKind.NONE,
    }
)


class Outcome(StrEnum):
    """The outcomes of the contract."""

    ASSIGNED = "assigned"
    UNDETERMINED = "undetermined"
    NOT_DUAL = "not_dual"
    NO_AGREEMENT = "no_agreement"
    ELECTION = "election"
    SPLIT = "split"
    EXCEPTION_REQUIRED = "exception_required"
    DISPUTED = "disputed"
    NOT_STATED = "not_stated"


class Side(StrEnum):
    """Where a rule finds the covering country: fixed, or an observation to follow."""

    US = "us"
    PARTNER = "partner"
    PLACE = "place"
    RESIDENCE = "residence"
    FLAG = "flag"
    HEADQUARTERS = "headquarters"
    EMPLOYER = "employer_in"
    GOVERNMENT = "government_of"
    PRINCIPAL = "principal"
    PRESENCE = "presence"
    NORMALLY_IN = "normally_in"
    ELECTED = "elected"
    NOBODY = "nobody"


class Model(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The base of everything in the lawbook: immutable, compared by content."""


class Is(Model, frozen=True, kw_only=True, tag="is"):
    """The observation has one of these values."""

    name: str
    values: tuple[str, ...]


class All(Model, frozen=True, kw_only=True, tag="all"):
    """Every part holds."""

    parts: tuple[Term, ...]


class AnyOf(Model, frozen=True, kw_only=True, tag="any"):
    """At least one part holds."""

    parts: tuple[Term, ...]


class Not(Model, frozen=True, kw_only=True, tag="not"):
    """The part does not hold."""

    part: Term


Term = Is | All | AnyOf | Not


class Source(Model, frozen=True, kw_only=True):
    """Where something stands, what kind of text it is and when it was read."""

    key: str
    title: str
    kind: SourceKind
    checked_on: date
    url: str = ""
    section: str = ""
    date_on_page: str = ""
    read: str = ""
    note: str = ""


class Remark(Model, frozen=True, kw_only=True):
    """A sentence with its source: a condition to mind, a conflict, an open question."""

    says: str
    source: tuple[str, ...]
    article: str = ""


class Repeats(Model, frozen=True, kw_only=True):
    """How earlier postings count toward a limit.

    With `gap`, a posting that begins that long after the end of the latest one starts a clock of
    its own; otherwise all must end within the limit counted from the start of the first.
    """

    rule: str
    """`gap` | `each_alone` | `not_stated`"""
    gap: str = ""
    gap_test: str = "at_least"
    """`at_least` | `more_than`"""
    says: str = ""
    article: str = ""
    source: tuple[str, ...] = ()


class Clock(Model, frozen=True, kw_only=True):
    """A time limit: its length, where it starts, how an anniversary that does not exist is rounded."""

    name: str
    limit: str
    says: str
    counted_from: str
    """`start` | `later_of_start_and_in_force`"""
    rounding: str
    repeats: Repeats
    source: tuple[str, ...]
    article: str = ""
    floor: date | None = None
    """The day the agreement (or the amendment that brought the limit) took effect."""
    actual: bool = False
    """The stay must not in fact pass the limit either (Australia)."""


class Need(Model, frozen=True, kw_only=True):
    """A condition of a rule that has its own citation, such as private health insurance."""

    says: str
    test: Term
    source: tuple[str, ...]
    article: str = ""
    only_when: Term | None = None


class Reading(Model, frozen=True, kw_only=True):
    """One side of a dispute."""

    says: str
    source: tuple[str, ...]
    covered_by: Side | None = None
    """The country of this reading; it may follow an observation. None: it names no country."""


class Deadline(Model, frozen=True, kw_only=True):
    """How long a choice is open: `months` after the end of the month in which work starts."""

    months_after_start_month: int
    says: str
    source: tuple[str, ...]


class Beyond(Model, frozen=True, kw_only=True):
    """What follows when everything in a rule holds but its time limit."""

    outcome: Outcome
    says: str
    source: tuple[str, ...]
    covered_by: Side = Side.PLACE


class CertificateOverride(Model, frozen=True, kw_only=True):
    """Where a rule needs another document than the ordinary certificate of the covering country."""

    product: str
    """`certificate` | `letter_of_exemption` | `none`"""
    issuer: Side
    says: str = ""


class Rule(Model, frozen=True, kw_only=True):
    """One rule: a base rule, or an exception that names what it excepts."""

    id: str
    topic: str
    says: str
    when: Term
    article: str
    source: tuple[str, ...]
    outcome: Outcome = Outcome.ASSIGNED
    covered_by: Side | None = None
    excepts: tuple[str, ...] = ()
    clock: str = ""
    beyond: Beyond | None = None
    needs: tuple[Need, ...] = ()
    mind: tuple[Remark, ...] = ()
    readings: tuple[Reading, ...] = ()
    deadline: Deadline | None = None
    certificate: CertificateOverride | None = None
    checked_on: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    asks: str = ""
    """What a person should do next under this rule, where that differs from the usual."""


class Charge(Model, frozen=True, kw_only=True):
    """A branch of social security that the agreement reaches, or a charge that it does not."""

    name: str
    source: tuple[str, ...]
    branch: str = ""
    why: str = ""


class RequestField(Model, frozen=True, kw_only=True):
    """Something that the issuer asks for, beyond or among the usual data."""

    field: str
    source: tuple[str, ...]
    applies_to: str = "both"
    only_if: str = ""


class Sends(StrEnum):
    """Whether who issues a certificate sends the agency of the other country a copy of it."""

    EACH = "each"
    COPY_OR_DATA = "copy_or_data"
    """A copy or the data of it; the source leaves open which."""
    AT_TIMES = "at_times"
    """Where it is needed, or so far as the agencies agreed."""
    NONE = "none"


class CopyToPartner(Model, frozen=True, kw_only=True):
    """What sources state of copies of certificates for the agency of the other country."""

    sends: Sends
    says: str
    source: tuple[str, ...]
    article: str = ""
    mind: tuple[Remark, ...] = ()
    """What speaks against relying on it, such as a newer text that does not repeat it."""


class CertificateSide(Model, frozen=True, kw_only=True):
    """Who issues a certificate on one side, on what form, by which channels."""

    issuer: str
    source: tuple[str, ...]
    form: str = "not_stated"
    address: str = "not_stated"
    channels: tuple[str, ...] = ()
    requested_by: str = ""
    copies: str = ""
    copy_to_partner: CopyToPartner | None = None
    """None: no source that was read states anything."""
    use: str = ""
    fields: tuple[RequestField, ...] = ()
    notes: tuple[Remark, ...] = ()


class Exceptions(Model, frozen=True, kw_only=True):
    """How an exception or an extension beyond the rules is asked for."""

    available: bool
    says: str
    source: tuple[str, ...]
    addressee_us: str = "not_stated"
    addressee_partner: str = "not_stated"
    extension: str = "not_stated"
    extension_max: str = ""
    """The longest extension, as a duration."""
    extension_clocks: tuple[str, ...] = ()
    """The clocks that can be extended; empty: every one."""
    ask_before: str = ""


class Conflict(Model, frozen=True, kw_only=True):
    """Sources that contradict each other, and which reading the law follows, if any."""

    topic: str
    readings: tuple[Remark, ...]
    follows: str


class HomeCoverage(Model, frozen=True, kw_only=True):
    """The months of home coverage that a posting needs just before it."""

    months: int
    says: str
    source: tuple[str, ...]


class Principal(Model, frozen=True, kw_only=True):
    """The days of a fixed base that make a country the one of the principal activity."""

    more_than_days: int
    says: str
    source: tuple[str, ...]


class Amendment(Model, frozen=True, kw_only=True):
    """A later text that changes the agreement."""

    what: str
    source: tuple[str, ...]
    signed: date | None = None
    in_force: date | None = None


class Agreement(Model, frozen=True, kw_only=True):
    """One agreement as Totalis knows it."""

    key: str
    country: str
    name: str
    adjective: str
    in_force: date
    in_force_source: tuple[str, ...]
    sources: dict[str, Source]
    rules: tuple[Rule, ...]
    laws_us: tuple[Charge, ...]
    laws_partner: tuple[Charge, ...]
    not_covered: tuple[Charge, ...]
    exceptions: Exceptions
    certificate_us: CertificateSide
    certificate_partner: CertificateSide
    signed: date | None = None
    territory: str = ""
    amendments: tuple[Amendment, ...] = ()
    clocks: dict[str, Clock] = {}
    home_coverage: HomeCoverage | None = None
    principal: Principal | None = None
    occupations: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    unknown: tuple[str, ...] = ()
    notes: tuple[Remark, ...] = ()

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of that id, or None."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    def source_of(self, key: str) -> Source:
        """A source by its key; the reader guarantees that every key that is used exists."""
        return self.sources[key]


class Signed(Model, frozen=True, kw_only=True):
    """An agreement that was signed and is not in force in any source that was read."""

    country: str
    name: str
    signed: date
    status: str
    source: tuple[str, ...]
    reported_from: date | None = None
    """A day from which some source says that it is in force, against the others."""
    reported_source: tuple[str, ...] = ()


class Territory(Model, frozen=True, kw_only=True):
    """A place with a country code of its own that belongs to a party of an agreement."""

    code: str
    belongs_to: str
    source: tuple[str, ...]
    not_named_by: tuple[str, ...] = ()
    """Agreement countries whose text lists the territory of that party and leaves this place out."""


class Register(Model, frozen=True, kw_only=True):
    """What stands beside the agreements: shared sources, common rules, what is signed only."""

    sources: dict[str, Source]
    rules: tuple[Rule, ...]
    signed: tuple[Signed, ...]
    territories: tuple[Territory, ...] = ()

    def party_of(self, country: str) -> str:
        """The party to which a place belongs: `PR` is the United States, `JE` the United Kingdom."""
        for territory in self.territories:
            if territory.code == country:
                return territory.belongs_to
        return country
