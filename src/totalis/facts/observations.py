"""What rules may look at: a small finite vocabulary made from a fact sheet, relative to one pair.

A rule never sees a date or a country code. It sees that the work is done in the partner country,
that the stay fits its clock, that the worker is a US citizen. Each observation has a finite domain;
an unknown one is simply the set of values that are still possible. That is what makes the lawbook
checkable for every pattern and a population reducible to its distinct patterns.

Phrases may hold `{us}` and `{partner}`, the names of the two countries.
"""

from __future__ import annotations

import msgspec

US = "us"
PARTNER = "partner"
ELSEWHERE = "elsewhere"
BOTH = "both"
NEITHER = "neither"
TRUE = "true"
FALSE = "false"
WITHIN = "within"
BEYOND = "beyond"
REPEAT_OPEN = "repeat_open"
OTHER = "other"


class Observation(msgspec.Struct, frozen=True):
    """One observation: its name, its values with a phrase each, and the facts that settle it."""

    name: str
    values: tuple[tuple[str, str], ...]
    facts: tuple[str, ...]

    @property
    def domain(self) -> tuple[str, ...]:
        """The values, in order."""
        return tuple(value for value, _phrase in self.values)

    def phrase(self, value: str) -> str:
        """The phrase of one value, with its placeholders."""
        return dict(self.values)[value]


def _yes_no(name: str, yes: str, no: str, *facts: str) -> Observation:
    return Observation(name, ((TRUE, yes), (FALSE, no)), facts)


def _country(name: str, phrase: str, *facts: str) -> Observation:
    return Observation(
        name,
        (
            (US, phrase.format(where="the {us}")),
            (PARTNER, phrase.format(where="{partner}")),
            (ELSEWHERE, phrase.format(where="a third country")),
        ),
        facts,
    )


_KIND = (
    ("employment", "{law} sees the work as employment"),
    ("self_employment", "{law} sees the work as self-employment"),
)

OBSERVATIONS: tuple[Observation, ...] = (
    Observation(
        "place",
        (
            (US, "the work is done in the {us}"),
            (PARTNER, "the work is done in {partner}"),
            (BOTH, "the work is done in both countries"),
        ),
        ("engagement.work_country",),
    ),
    Observation(
        "category",
        (
            ("ordinary", "the work is of no special kind"),
            ("government", "the worker is employed by a government"),
            ("diplomatic", "the worker is diplomatic or consular staff"),
            ("ship", "the worker is officer or crew of a ship"),
            ("aircraft", "the worker is officer or crew of an aircraft"),
            ("agriculture", "the work is agricultural"),
            ("performer", "the worker is a performer, artist or athlete"),
        ),
        ("engagement.category",),
    ),
    Observation(
        "us_class",
        tuple((value, text.replace("{law}", "US law")) for value, text in _KIND),
        ("engagement.kind", "engagement.us_class"),
    ),
    Observation(
        "foreign_class",
        tuple((value, text.replace("{law}", "the law of {partner}")) for value, text in _KIND),
        ("engagement.kind", "engagement.foreign_class"),
    ),
    Observation(
        "government_of",
        (
            (US, "the employer is the US Government or one of its instrumentalities"),
            (PARTNER, "the employer is the government of {partner}"),
            (ELSEWHERE, "the employer is the government of a third country"),
            ("none", "the employer is not a government"),
        ),
        ("engagement.employer.government_of",),
    ),
    _country("flag", "the ship sails under the flag of {where}", "engagement.flag"),
    _country(
        "headquarters",
        "the employer has its headquarters in {where}",
        "engagement.employer.headquarters",
    ),
    _yes_no(
        "sent",
        "an employer sent the worker",
        "no employer sent the worker",
        "engagement.sent_by_employer",
    ),
    _country("employer_in", "the employer is in {where}", "engagement.employer.country"),
    _country("sent_from", "the worker was sent from {where}", "engagement.sent_from"),
    _yes_no(
        "insured_en_route",
        "the worker stayed insured at home while in a third country",
        "the worker did not stay insured at home while in a third country",
        "engagement.insured_at_home_en_route",
    ),
    _yes_no(
        "employed_before",
        "the employment existed before the transfer",
        "the employment did not exist before the transfer",
        "engagement.employed_before_transfer",
    ),
    Observation(
        "works_for",
        (
            ("sending_employer", "the worker stays with the sending employer"),
            ("affiliate", "the worker works for an affiliate of the employer"),
            ("other", "the worker works for another company"),
        ),
        ("engagement.works_for",),
    ),
    _yes_no(
        "affiliate_3121l",
        "a section 3121(l) agreement reaches the affiliate",
        "no section 3121(l) agreement reaches the affiliate",
        "engagement.affiliate_3121l",
    ),
    _yes_no(
        "american_employer",
        "the employer is an American employer",
        "the employer is not an American employer",
        "engagement.employer.american",
    ),
    Observation(
        "us_person",
        (
            ("citizen", "the worker is a US citizen"),
            ("resident_alien", "the worker is a US resident alien"),
            ("nonresident_alien", "the worker is neither US citizen nor US resident"),
        ),
        ("worker.citizenships", "worker.us_status"),
    ),
    _yes_no(
        "citizen_partner",
        "the worker is a national of {partner}",
        "the worker is not a national of {partner}",
        "worker.citizenships",
    ),
    _country("residence", "the worker lives in {where}", "worker.residence"),
    _country("hired_in", "the worker was hired in {where}", "engagement.hired_in"),
    Observation(
        "normally_in",
        (
            (US, "the activity is normally carried on in the {us}"),
            (PARTNER, "the activity is normally carried on in {partner}"),
            (BOTH, "the activity is normally carried on in both countries"),
            (ELSEWHERE, "the activity is normally carried on in neither country"),
        ),
        ("engagement.normally_in",),
    ),
    _yes_no(
        "transferred",
        "the existing activity was moved for a time",
        "no existing activity was moved",
        "engagement.same_activity_transferred",
    ),
    Observation(
        "principal",
        (
            (US, "the principal activity is in the {us}"),
            (PARTNER, "the principal activity is in {partner}"),
            (NEITHER, "no fixed base is kept long enough in one country"),
        ),
        ("engagement.fixed_base_days",),
    ),
    Observation(
        "presence",
        (
            (US, "more days of the tax year are spent in the {us}"),
            (PARTNER, "more days of the tax year are spent in {partner}"),
            ("equal", "as many days of the tax year are spent in one country as in the other"),
        ),
        ("engagement.presence_days",),
    ),
    _yes_no(
        "health_insurance",
        "worker and family have private health insurance",
        "worker or family lack private health insurance",
        "worker.private_health_insurance",
    ),
    _yes_no(
        "family",
        "family members come along",
        "no family members come along",
        "worker.accompanying_family",
    ),
    Observation(
        "home_coverage",
        (
            ("enough", "the worker was covered at home long enough just before"),
            ("short", "the worker was not covered at home long enough just before"),
        ),
        ("engagement.home_coverage_months_before",),
    ),
    _yes_no(
        "temporary",
        "the stay is meant to end",
        "the stay has no intended end",
        "engagement.end",
        "engagement.open_ended",
    ),
    _yes_no(
        "second_job_us",
        "the worker has another job in the {us}",
        "the worker has no other job in the {us}",
        "engagement.second_job_in",
    ),
    _yes_no(
        "second_job_partner",
        "the worker has another job in {partner}",
        "the worker has no other job in {partner}",
        "engagement.second_job_in",
    ),
    Observation(
        "elected",
        (
            (US, "the US system was elected in time"),
            (PARTNER, "the system of {partner} was elected in time"),
            ("none", "no system was elected"),
        ),
        ("engagement.elected",),
    ),
    Observation(
        "us_cover",
        (
            ("derived", "US domestic law is read from the facts"),
            ("reaches", "it is established that US law covers the work"),
            ("not", "it is established that US law does not cover the work"),
        ),
        (),
    ),
    Observation(
        "partner_cover",
        (
            ("presumed", "the law of {partner} is presumed to take work done there"),
            ("reaches", "it is established that the law of {partner} covers the work"),
            ("not", "it is established that the law of {partner} does not cover the work"),
        ),
        (),
    ),
)

BY_NAME: dict[str, Observation] = {item.name: item for item in OBSERVATIONS}

CLOCK_FACTS = (
    "engagement.start",
    "engagement.end",
    "engagement.open_ended",
    "engagement.earlier_postings",
)


def clock_observation(name: str, limit: str) -> Observation:
    """The observation of one clock of an agreement: does the stay fit it?"""
    return Observation(
        f"clock.{name}",
        (
            (WITHIN, f"the stay is expected to last no more than {limit}"),
            (BEYOND, f"the stay is expected to last more than {limit}"),
            (
                REPEAT_OPEN,
                f"with earlier postings the stay passes {limit}, and no source says how they count",
            ),
        ),
        CLOCK_FACTS,
    )


def occupation_observation(codes: tuple[str, ...]) -> Observation:
    """The observation of the occupations that an agreement's rules name."""
    named = tuple((code, f"the occupation is {code.replace('_', ' ')}") for code in codes)
    return Observation(
        "occupation",
        (*named, (OTHER, "the occupation is none that a rule names")),
        ("engagement.occupation",),
    )
