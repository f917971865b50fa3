"""Every fact that Totalis knows to ask for: its type, its question, why it is asked, what proves it.

The vocabulary drives the reader, the JSON Schema, the interview and the reference pages. Field names
are those of `totalis/facts/1` and never change their meaning. Texts may hold `{partner}`, the name
of the agreement country; they are filled in by the page that asks.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache

import msgspec


class FactType(StrEnum):
    """The shape of a fact's value in a sheet; null is unknown for every type."""

    BOOL = "true or false"
    DAY = "a day"
    COUNTRY = "a country"
    COUNTRY_OR_NONE = "a country, or none"
    COUNTRIES = "a list of countries"
    WORK_COUNTRY = "a country or a list of countries"
    CHOICE = "one of a list"
    MONTHS = "a whole number of months"
    TEXT = "text"
    POSTINGS = "a list of periods"
    DAYS_BY_COUNTRY = "days by country"
    COVER_BY_COUNTRY = "true or false by country"


class Fact(msgspec.Struct, frozen=True):
    """One fact.

    `path` is written `worker.x` or `engagement.x`; `options` are (value, label) for choices.
    """

    path: str
    type: FactType
    label: str
    question: str
    why: str
    proof: str
    options: tuple[tuple[str, str], ...] = ()

    @property
    def scope(self) -> str:
        """`worker` or `engagement`."""
        return self.path.split(".", 1)[0]

    @property
    def name(self) -> str:
        """The path below its scope, such as `employer.country`."""
        return self.path.split(".", 1)[1]


KINDS = (("employment", "I work for an employer"), ("self_employment", "I work for myself"))
CATEGORIES = (
    ("ordinary", "No special kind"),
    ("government", "I work for a government or one of its agencies"),
    ("diplomatic", "I am diplomatic or consular staff under the Vienna Conventions"),
    ("ship", "I am officer or crew of a ship"),
    ("aircraft", "I am officer or crew of an aircraft"),
    ("agriculture", "I work in agriculture"),
    ("performer", "I am a performer, artist or athlete"),
)
US_STATUSES = (
    ("citizen", "US citizen"),
    ("resident_alien", "Resident alien (green card or substantial presence)"),
    ("nonresident_alien", "Neither citizen nor resident"),
)
WORKS_FOR = (
    ("sending_employer", "The company that employs or sends me"),
    ("affiliate", "A company related to my employer"),
    ("other", "Another company"),
)
T = FactType

VOCABULARY: tuple[Fact, ...] = (
    Fact(
        "engagement.work_country",
        T.WORK_COUNTRY,
        "country of work",
        "In which country is the work physically done?",
        "Coverage is decided first by where the work is done, not by where the client, the employer or the bank account is.",
        "Assignment letter, travel log, lease or payroll record of the work place.",
    ),
    Fact(
        "engagement.kind",
        T.CHOICE,
        "employee or self-employed",
        "Is this work done as an employee or for yourself?",
        "Agreements have different rules for employees and for self-employed people.",
        "Employment contract, or business registration and tax returns.",
        KINDS,
    ),
    Fact(
        "engagement.category",
        T.CHOICE,
        "special kind of work",
        "Is the work of a special kind?",
        "Government staff, diplomats and the crews of ships and aircraft have rules of their own.",
        "Employment contract, appointment letter, seaman's book or crew licence.",
        CATEGORIES,
    ),
    Fact(
        "engagement.us_class",
        T.CHOICE,
        "how US law sees the work",
        "Does US law treat this work as employment or as self-employment?",
        "Where the two countries see the same work differently, agreements have a rule of their own. Ministers and company directors are the usual case.",
        "US tax return: Form W-2 or Schedule SE.",
        KINDS,
    ),
    Fact(
        "engagement.foreign_class",
        T.CHOICE,
        "how the other country's law sees the work",
        "Does the law of {partner} treat this work as employment or as self-employment?",
        "Where the two countries see the same work differently, agreements have a rule of their own.",
        "Registration with the social security institution of {partner}.",
        KINDS,
    ),
    Fact(
        "engagement.sent_by_employer",
        T.BOOL,
        "sent by the employer",
        "Did an employer send you to work there?",
        "Only a worker whom an employer sends can stay covered at home. Someone who chose to move, or was hired on the spot, was not sent.",
        "Assignment letter signed by the employer.",
    ),
    Fact(
        "engagement.employer.country",
        T.COUNTRY,
        "country of the employer",
        "In which country is the employer that employs or sends you?",
        "The sending employer's country is the one whose coverage may go on.",
        "Employment contract, company register extract.",
    ),
    Fact(
        "engagement.sent_from",
        T.COUNTRY,
        "country sent from",
        "From which country were you sent?",
        "Some agreements ask that the worker comes directly from the home country.",
        "Assignment letter, travel log.",
    ),
    Fact(
        "engagement.insured_at_home_en_route",
        T.BOOL,
        "insured at home while in a third country",
        "Did you stay compulsorily insured in the home country while you worked in the third country?",
        "Some agreements let a posting go by way of a third country only if the home insurance went on meanwhile.",
        "Insurance record or certificate of the home country for that time.",
    ),
    Fact(
        "engagement.employed_before_transfer",
        T.BOOL,
        "employed before the transfer",
        "Did you work for this employer before the transfer?",
        "A posting needs an employment that existed before it.",
        "Employment contract dated before the transfer, earlier payslips.",
    ),
    Fact(
        "engagement.works_for",
        T.CHOICE,
        "company worked for there",
        "For which company do you work there?",
        "Work for an affiliate keeps US coverage only under a section 3121(l) agreement; work for a third company is not a posting.",
        "Assignment letter, local contract, Form 2032.",
        WORKS_FOR,
    ),
    Fact(
        "engagement.affiliate_3121l",
        T.BOOL,
        "section 3121(l) agreement reaches the affiliate",
        "Does a section 3121(l) agreement (Form 2032) cover the affiliate?",
        "Without it US law does not reach work for a foreign affiliate, and no US certificate can be issued.",
        "Form 2032 accepted by the IRS that names the affiliate.",
    ),
    Fact(
        "engagement.employer.american",
        T.BOOL,
        "American employer",
        "Is the employer an American employer in the sense of US law?",
        "Work abroad is under US law only for an American employer: US government, a US or State corporation, a US-resident person, a partnership with at least two thirds US-resident partners, or a trust whose trustees are all US residents.",
        "Certificate of incorporation, partnership agreement.",
    ),
    Fact(
        "engagement.start",
        T.DAY,
        "first day of work there",
        "On which day does the work there begin?",
        "Time limits are counted from the first day of work, or from the day the agreement took effect if that is later.",
        "Assignment letter, travel log.",
    ),
    Fact(
        "engagement.end",
        T.DAY,
        "expected last day",
        "On which day is the work there expected to end?",
        "A posting keeps home coverage only when it is expected to stay within the agreement's limit.",
        "Assignment letter with its end date.",
    ),
    Fact(
        "engagement.open_ended",
        T.BOOL,
        "no end is intended",
        "Is the work there meant to go on without an end?",
        "Work without an intended end cannot be a temporary posting.",
        "Assignment letter.",
    ),
    Fact(
        "engagement.earlier_postings",
        T.POSTINGS,
        "earlier postings",
        "Were you posted to the same country before? List each stay.",
        "Earlier stays can count toward the limit.",
        "Earlier assignment letters and certificates of coverage.",
    ),
    Fact(
        "engagement.home_coverage_months_before",
        T.MONTHS,
        "months covered at home just before",
        "How many months, without a gap, were you covered in the home country just before?",
        "Some agreements ask for a time of home coverage before the posting.",
        "Social security statement of the home country.",
    ),
    Fact(
        "worker.citizenships",
        T.COUNTRIES,
        "citizenships",
        "Of which countries are you a citizen?",
        "US law follows its citizens abroad, and some rules depend on nationality.",
        "Passport, naturalization certificate.",
    ),
    Fact(
        "worker.us_status",
        T.CHOICE,
        "status in US law",
        "What are you in US law?",
        "US law reaches work abroad only of citizens and resident aliens.",
        "Passport, permanent resident card, substantial presence count.",
        US_STATUSES,
    ),
    Fact(
        "worker.residence",
        T.COUNTRY,
        "country of residence",
        "In which country do you ordinarily live?",
        "Several rules follow residence, above all for the self-employed and for crews.",
        "Lease or deed, residence registration, tax residence certificate.",
    ),
    Fact(
        "worker.private_health_insurance",
        T.BOOL,
        "private health insurance for everyone",
        "Do you and every family member who comes along have private health insurance?",
        "Some agreements free a worker from the host country's contributions only if health care is insured privately.",
        "Insurance policy that names everyone, for the whole stay.",
    ),
    Fact(
        "worker.accompanying_family",
        T.BOOL,
        "family comes along",
        "Do family members come along?",
        "Their coverage can follow yours, and some certificates name them.",
        "Visa or registration papers of the family.",
    ),
    Fact(
        "engagement.hired_in",
        T.COUNTRY,
        "country of hiring",
        "In which country were you hired for this work?",
        "Someone hired on the spot was not sent.",
        "Employment contract with its place and date.",
    ),
    Fact(
        "engagement.employer.headquarters",
        T.COUNTRY,
        "country of the employer's headquarters",
        "In which country does the employer have its headquarters?",
        "For crews of aircraft some agreements follow the employer's head office.",
        "Company register extract.",
    ),
    Fact(
        "engagement.employer.government_of",
        T.COUNTRY_OR_NONE,
        "government employer",
        "For which country's government do you work?",
        "Government staff usually stay under the law of the government that employs them.",
        "Appointment letter.",
    ),
    Fact(
        "engagement.flag",
        T.COUNTRY,
        "flag of the ship",
        "Under which country's flag does the ship sail?",
        "For crews of ships some agreements follow the flag.",
        "Certificate of registry, seaman's book.",
    ),
    Fact(
        "engagement.occupation",
        T.TEXT,
        "occupation",
        "What is the occupation?",
        "A few rules name an occupation.",
        "Employment contract.",
    ),
    Fact(
        "engagement.second_job_in",
        T.COUNTRIES,
        "countries of other jobs",
        "In which countries do you hold another job at the same time? (none, if no other job)",
        "A second job in the host country can end a posting or split the coverage.",
        "Contracts, payslips.",
    ),
    Fact(
        "engagement.normally_in",
        T.COUNTRIES,
        "where the activity is normally carried on",
        "In which country is your self-employed activity normally carried on?",
        "A self-employed person who moves an existing activity for a time may stay covered where it is normally carried on.",
        "Business registration, tax returns of earlier years, client contracts.",
    ),
    Fact(
        "engagement.same_activity_transferred",
        T.BOOL,
        "existing activity moved for a time",
        "Do you move your existing activity there for a time?",
        "A new business started on the spot is not a transfer.",
        "Client contracts before and after the move.",
    ),
    Fact(
        "engagement.fixed_base_days",
        T.DAYS_BY_COUNTRY,
        "days with a fixed base",
        "On how many days of the fiscal year do you keep a fixed base (office) in each country?",
        "Where work is carried on in both countries, the principal activity may decide.",
        "Office lease, travel log.",
    ),
    Fact(
        "engagement.presence_days",
        T.DAYS_BY_COUNTRY,
        "days of physical presence",
        "On how many days of the tax year are you physically present in each country?",
        "Where no fixed base decides, the days of presence may.",
        "Travel log, boarding passes, passport stamps.",
    ),
    Fact(
        "engagement.elected",
        T.COUNTRY_OR_NONE,
        "country elected",
        "Which country's system has been elected for this work, by asking it for a certificate?",
        "Under the agreement with Italy some people choose, once and within a time limit.",
        "Request for the certificate with its date.",
    ),
    Fact(
        "engagement.covered_at_home",
        T.COVER_BY_COUNTRY,
        "established domestic coverage",
        "Has somebody established which country's own law covers this work?",
        "An agreement removes double coverage; where only one law applies there is nothing to remove.",
        "Letter of the institution, assessment notice.",
    ),
    Fact(
        "engagement.employer.name",
        T.TEXT,
        "name of the employer",
        "What is the employer's legal name?",
        "The certificate speaks for this employer only.",
        "Company register extract.",
    ),
)


@cache
def by_path() -> dict[str, Fact]:
    """Every fact by its path, such as `engagement.employer.country`."""
    return {fact.path: fact for fact in VOCABULARY}


def order_of(path: str) -> int:
    """The place of a fact in the vocabulary, which is the order in which people are asked."""
    return _ORDER[path]


_ORDER = {fact.path: index for index, fact in enumerate(VOCABULARY)}
