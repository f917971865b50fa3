"""The catalogues of the other countries against tables of the facts.

`other_countries.csv`, `scope_only.csv` and `other_sources.csv` were taken from the reference file in one
step of copying, without the conversion that made the catalogues.
"""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from totalis.earnings.charges import ChargeLine, classify
from totalis.lawbook.charges.book import Charges
from totalis.lawbook.charges.index import Index
from totalis.lawbook.charges.labels import label_key
from totalis.lawbook.charges.model import (
    Bundle,
    Category,
    Charge,
    Credit,
    Decider,
    Effect,
    Known,
    Payer,
)

HERE = Path(__file__).parent
CHARGES = Charges()


def table(name):
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = table("other_countries")
COUNTRIES = sorted({row["country"] for row in ROWS})
SCOPE_ONLY = sorted({row["country"] for row in table("scope_only")})
CATEGORY = {
    "covered": Category.COVERED,
    "not_covered_other": Category.NOT_COVERED,
    "unclear": Category.UNCLEAR,
}
EFFECT = {
    "yes": (Effect.EXEMPT, None),
    "no": (Effect.STILL_DUE_POSSIBLE, None),
    "conditional": (Effect.CONDITIONAL, None),
    "unknown": (Effect.UNKNOWN, None),
    "yes from 1996-05-01": (Effect.EXEMPT, date(1996, 5, 1)),
}
PAYERS = {
    "both": {Payer.EMPLOYEE, Payer.EMPLOYER},
    "both (age 40-64 with health insurance)": {Payer.EMPLOYEE, Payer.EMPLOYER},
    "employer or individual": {Payer.EMPLOYER, Payer.INDIVIDUAL},
    "employer or self-employed": {Payer.EMPLOYER, Payer.SELF_EMPLOYED},
    "self-employed": {Payer.SELF_EMPLOYED},
    "self-employed or collaborator": {Payer.SELF_EMPLOYED, Payer.INDIVIDUAL},
}
INCOME_TAXES = {
    ("GB", "paye"), ("DE", "taxes"), ("JP", "taxes"), ("AU", "payg"), ("ES", "irpf"), ("IT", "irpef"),
    ("CH", "quellensteuer"), ("BE", "precompte"), ("BR", "irrf"), ("IE", "paye_ie"),
}  # fmt: skip


OWN_SOURCES = {
    "payroll_words", "nothing", "revrul_79_291",
    # looked up after the reference was written: points of Switzerland, Italy and Sweden
    "vzh_2021", "hotela", "cisl_2009", "arlas", "skv_2017", "skv_2018", "skv_2024", "visma", "lunden",
    "belastingdienst",
}  # fmt: skip


@cache
def index_of(country):
    return Index(CHARGES.catalogue(country))


def charge_of(row) -> Charge:
    found = CHARGES.catalogue(row["country"]).entries[row["id"]]
    assert isinstance(found, Charge)
    return found


def reached(country, text):
    """The entries that a printed text may stand for, whether it settles one of them or not."""
    index = index_of(country)
    target = index.label(text)
    assert target is not None, text
    found = set(target.entries)
    for name in target.entries:
        entry = index.entries[name]
        if isinstance(entry, Bundle):
            found.update(entry.parts)
    return found


by_line = pytest.mark.parametrize("row", ROWS, ids=[f"{r['country']}-{r['id']}" for r in ROWS])


def test_every_country_of_the_reference_has_a_catalogue():
    assert set(CHARGES.countries) == {*COUNTRIES, *SCOPE_ONLY, "FR", "US"}
    assert len(COUNTRIES) + len(SCOPE_ONLY) == 30  # 29 countries, and Québec beside Canada


@pytest.mark.parametrize(
    ("label", "payer", "category", "effect"),
    [
        # POMS RS 02001.155, 02001.105: FICA and SECA with the Medicare portion, both shares.
        ("Social Security", "employee", "covered", "exempt"),
        ("FICA HI", "employer", "covered", "exempt"),
        ("SE tax", "self_employed", "covered", "exempt"),
        ("Additional Medicare", "employee", "covered", "exempt"),
        ("FUTA", "employer", "not_covered", "unknown"),
        ("SDI", "employee", "not_covered", "unknown"),
        ("Federal withholding", "employee", "not_covered", "still_due_possible"),
        ("Payroll taxes", "employee", "unclear", "unknown"),
    ],
)
def test_what_a_foreign_certificate_reaches_in_the_united_states(label, payer, category, effect):
    line = ChargeLine(label=label, payer=payer, period_start=date(2026, 1, 1))
    (found,) = classify([line], agreement="US")
    assert (found.category, found.certificate_effect) == (category, effect)


@pytest.mark.parametrize("country", COUNTRIES)
def test_no_line_is_added_or_lost(country):
    ids = {charge.id for charge in CHARGES.catalogue(country).charges}
    assert ids == {row["id"] for row in ROWS if row["country"] == country}


@by_line
def test_class_effect_and_confidence_are_those_of_the_facts(row):
    charge = charge_of(row)
    assert charge.category is CATEGORY[row["class"]]
    assert (charge.certificate_effect, charge.effect_from) == EFFECT[row["exempt"]]
    assert charge.confidence == row["confidence"]
    assert bool(charge.condition) == (row["exempt"] == "conditional")


@by_line
def test_who_bears_a_line(row):
    shares = {share.payer for share in charge_of(row).shares}
    wanted = PAYERS.get(row["payer"])
    assert shares == (wanted or {Payer(row["payer"])})


@by_line
def test_credit_follows_the_rule_of_the_facts(row):
    """Covered: denied to the worker; an employer has no credit of his own; nothing else gains one."""
    charge = charge_of(row)
    for share in charge.shares:
        if (row["country"], row["id"]) in INCOME_TAXES:
            wanted = Credit.INCOME_TAX
        elif share.payer is Payer.EMPLOYER:
            wanted = Credit.EMPLOYER_ONLY
        else:
            covered = row["class"] == "covered"
            wanted = Credit.DENIED if covered else Credit.NO_AUTHORITY
        assert share.credit is wanted, share.payer


@by_line
def test_sources_are_those_of_the_facts_and_a_missing_one_is_said(row):
    assert set(charge_of(row).source) == set(filter(None, row["sources"].split("|"))) or (
        not row["sources"] and charge_of(row).source == ("nothing",)
    )


@by_line
def test_common_names_reach_their_line_and_nothing_else(row):
    for name in filter(None, row["names"].split("|")):
        assert row["id"] in reached(row["country"], label_key(name)), name


def test_names_were_not_looked_up_and_say_so():
    for country in (*COUNTRIES, *SCOPE_ONLY):
        for entry in CHARGES.catalogue(country).entries.values():
            assert entry.labels_known is Known.GENERAL_KNOWLEDGE, (country, entry.id)


def test_addresses_and_days_of_the_sources():
    known = {row["key"]: row for row in table("other_sources")}
    seen = set()
    for country in (*COUNTRIES, *SCOPE_ONLY):
        for name, source in CHARGES.catalogue(country).sources.items():
            if name in OWN_SOURCES:
                continue
            row = known[name]
            seen.add(name)
            assert source.date_on_page == row["date"], name
            assert row["url"].startswith(source.url), name
            assert bool(source.url) == row["url"].startswith("http"), name
            copy = not any(host in row["url"] for host in ("ssa.gov",))
            assert not (name.startswith("poms") and source.kind.weak is not copy), name
    assert set(known) == seen


# What the reference says of the countries without a catalogue of lines, read by hand.
NAMED = {
    "AT": "PV KV UV",
    "CL": "AFP FONASA ISAPRE mutual",
    "CZ": "důchodové zdravotní",
    "DK": "ATP",
    "FI": "TyEL YEL",
    "HU": "TB-járulék",
    "IS": "lífeyrissjóður",
    "LU": "assurance-pension assurance-maladie assurance-accident",
    "PT": "TSU",
    "UY": "AFAP montepío",
}
NOT_NAMED = {
    "AT": "ALV FLAF DB KommSt BV-Kasse",
    "CL": "seguro-de-cesantía",
    "CZ": "nemocenské",
    "DK": "AM-bidrag",
    "FI": "työttömyysvakuutusmaksu group-life-insurance",
    "HU": "szociális-hozzájárulási-adó",
    "IS": "tryggingagjald",
    "LU": "assurance-dépendance mutualité",
    "PT": "Fundo-de-compensação",
    "SK": "garančné-poistenie rezervný-fond",
    "UY": "FONASA FRL",
    # bodies and bundles: more than one charge in one word
    "GR": "EFKA DYPA",
    "NO": "trygdeavgift arbeidsgiveravgift",
    "SI": "prispevki",
}


@pytest.mark.parametrize(("country", "names"), NAMED.items())
def test_lines_that_the_agency_names(country, names):
    for name in names.split():
        (entry,) = reached(country, label_key(name))
        charge = index_of(country).entries[entry]
        assert isinstance(charge, Charge)
        assert charge.category is Category.COVERED, name
        assert charge.certificate_effect is Effect.EXEMPT
        assert charge.confidence != "high"


@pytest.mark.parametrize(("country", "names"), NOT_NAMED.items())
def test_lines_that_it_does_not_name_stay_unclear(country, names):
    for name in names.split():
        (entry,) = reached(country, label_key(name))
        found = index_of(country).entries[entry]
        assert isinstance(found, Bundle) or found.category is Category.UNCLEAR, name
        assert not isinstance(found, Charge) or found.certificate_effect is Effect.UNKNOWN


def test_czech_health_insurance_is_reached_from_may_2016():
    charge = CHARGES.catalogue("CZ").entries["zdravotni"]
    assert isinstance(charge, Charge)
    assert charge.effect_from == date(2016, 5, 1)


# The traps of the reference: one word for several charges. None may settle a class by itself.
@pytest.mark.parametrize(
    ("country", "text"),
    [
        ("DE", "SV-Beiträge"), ("DE", "KSK"), ("JP", "社会保険料"), ("NL", "Loonheffing"),
        ("NL", "sociale lasten"), ("ES", "Cotización Seguridad Social"), ("ES", "TC1"),
        ("IT", "Contributi INPS"), ("IT", "INPS"), ("CH", "AHV/IV/EO"), ("SE", "arbetsgivaravgift"),
        ("SE", "Sjukförsäkringsavgift"), ("KR", "4대보험"), ("BR", "GPS"),
        ("BR", "DARF previdenciário"), ("PL", "ZUS"),
    ],
)  # fmt: skip
def test_bundles_of_the_reference(country, text):
    target = index_of(country).label(label_key(text))
    assert target is not None
    assert all(isinstance(index_of(country).entries[name], Bundle) for name in target.entries)


@pytest.mark.parametrize(
    ("country", "text"),
    [("AU", "Super"), ("ES", "RETA"), ("IT", "Gestione separata")],
)
def test_a_name_that_holds_more_than_its_covered_part_is_left_to_a_person(country, text):
    target = index_of(country).label(label_key(text))
    assert target is not None
    assert target.trap is not None
    assert not target.trap.decided_by


def test_german_av_is_unemployment_insurance():
    assert reached("DE", label_key("AV")) == {"alv"}


def test_swiss_ac_is_unemployment_and_avs_old_age():
    assert reached("CH", label_key("AC")) == {"alv"}
    assert reached("CH", label_key("AVS")) == {"ahv"}


def test_swiss_ahv_alone_is_decided_by_its_rate():
    for name in ("AHV", "AVS"):
        target = index_of("CH").label(label_key(name))
        assert target is not None
        assert target.trap is not None
        assert target.trap.decided_by == (Decider.RATE,)


def test_the_swiss_split_begins_with_the_points_of_2021():
    bundle = CHARGES.catalogue("CH").entries["ahv_iv_eo"]
    assert isinstance(bundle, Bundle)
    half, whole = bundle.splits
    assert half.valid_from == whole.valid_from == date(2021, 1, 1)
    assert {part.leads_to: part.percent for part in half.parts} == {
        ("ahv",): Decimal("4.35"),
        ("iv",): Decimal("0.70"),
        ("eo",): Decimal("0.25"),
    }
    assert {part.percent for part in whole.parts} == {2 * part.percent for part in half.parts}


# Skatteverket, legal guidance 2017.7, 2018.3 and 2024.3, page 1333: the law's own list of each year.
SWEDISH = {
    2017: "4.35 2.60 10.21 0.70 2.64 0.20 10.72",
    2018: "4.35 2.60 10.21 0.70 2.64 0.20 10.72",
    2024: "3.55 2.60 10.21 0.60 2.64 0.20 11.62",
}
SWEDISH_LINES = (
    "sjukforsakring foraldra alderspension efterlevande arbetsmarknad arbetsskada loneavgift"
)


@pytest.mark.parametrize("year", SWEDISH)
def test_swedish_employers_fees_by_year(year):
    bundle = CHARGES.catalogue("SE").entries["arbetsgivaravgift"]
    assert isinstance(bundle, Bundle)
    (split,) = [one for one in bundle.splits if one.meets(date(year, 6, 1), date(year, 6, 30))]
    assert split.percent == Decimal("31.42")
    found = {part.leads_to[0]: part.percent for part in split.parts}
    if year == 2017:  # 1.88 points for disability pensions, FKFS 2016:14
        assert found["sjukforsakring_pension_part"] == Decimal("1.88")
        pension, rest = found.pop("sjukforsakring_pension_part"), found.pop("sjukforsakring_rest")
        found["sjukforsakring"] = pension + rest
    points = map(Decimal, SWEDISH[year].split())
    assert found == dict(zip(SWEDISH_LINES.split(), points, strict=True))


def test_an_unknown_year_of_sweden_is_not_split():
    bundle = CHARGES.catalogue("SE").entries["arbetsgivaravgift"]
    assert isinstance(bundle, Bundle)
    for year in (2014, 2016, 2026):
        assert not any(one.meets(date(year, 6, 1), date(year, 6, 30)) for one in bundle.splits)


@pytest.mark.parametrize(
    ("country", "topics"),
    [("DE", 2), ("JP", 1), ("BR", 1), ("UY", 1), ("CH", 1), ("IT", 1), ("LU", 1), ("GB", 0)],
)
def test_contradictions_are_shown(country, topics):
    conflicts = CHARGES.catalogue(country).conflicts
    assert len(conflicts) == topics
    assert all(len(conflict.readings) == 2 for conflict in conflicts)


def test_new_contributions_start_when_they_did():
    days = {
        ("CA", "cpp2"): date(2024, 1, 1),
        ("CA-QC", "qpp2"): date(2024, 1, 1),
        ("ES", "mei"): date(2023, 1, 1),
        ("ES", "solidaridad"): date(2025, 1, 1),
        ("IE", "usc"): date(2011, 1, 1),
    }
    for (country, name), day in days.items():
        assert CHARGES.catalogue(country).entries[name].valid_from == day
    assert CHARGES.catalogue("IE").entries["health_contribution"].valid_until == date(2010, 12, 31)
