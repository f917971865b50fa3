"""The reader refuses what is uncited, unknown, dangling, overlapping or ambiguous."""

from __future__ import annotations

import pytest

from totalis.kernel.errors import LawError
from totalis.lawbook.charges.book import Charges
from totalis.lawbook.charges.labels import label_key
from totalis.lawbook.charges.reader import read_catalogue

GOOD = """schema: totalis/law/charges/1
country: LI
name: Liechtenstein
checked_on: 2026-11-22
scope: {covers: [pensions], source: [text]}
sources:
  text: {title: The text, kind: treaty, checked_on: 2026-11-22}
charges:
  - {id: pension, category: covered, confidence: high, branch: pensions, basis: named, certificate_effect: exempt, labels: [Pension], shares: [{payer: employee, credit: denied}], rates: [{percent: [5.0], valid_until: 2019-12-31, source: [text]}, {percent: [6.0], valid_from: 2020-01-01, source: [text]}], source: [text]}
  - {id: jobs, category: not_covered, confidence: high, branch: unemployment, basis: not named, labels: [Jobs], shares: [{payer: employee, credit: no_authority}], source: [text]}
bundles:
  - {id: both, branch: both, says: two in one, parts: [pension, jobs], labels: [Pension and jobs], splits: [{percent: 7.0, parts: [{leads_to: [pension], percent: 6.0}, {leads_to: [jobs], percent: 1.0}], source: [text]}], source: [text]}
headings:
  - {id: whole, says: a word for the whole, labels: [Contributions], begins: [Total], source: [text]}
traps:
  - {labels: [PJ], meanings: [pension, jobs], decided_by: [rate], says: either, source: [text]}
code_systems:
  pay: {title: Pay codes, width: 3, source: [text], codes: [{code: "001", label: Pension, leads_to: [pension]}]}
"""
BROKEN = [
    ("shares: [{payer: employee, credit: denied}], ", "", "shares"),
    ("credit: denied", "credit: not_challenged", "credit"),
    ("credit: no_authority", "credit: denied", "credit"),
    ("credit: no_authority", "credit: not_challenged", "credit"),
    ("labels: [Jobs]", "labels: [Pension]", "traps"),
    ("labels: [Jobs]", "labels: [PENSIONS, pension]", "traps"),
    ("labels: [Jobs]", "labels: [Contributions]", "traps"),
    ("labels: [Jobs]", "labels: [PJ]", None),
    ("labels: [PJ]", "labels: [Pension]", None),
    ("labels: [PJ]", "labels: [Contributions]", "traps"),
    ("meanings: [pension, jobs]", "meanings: [pension, nothing]", "traps[0].meanings"),
    ("labels: [Jobs]", "labels: ['--']", "charges[1].labels"),
    ("labels: [Jobs]", "labels: [CSG and CRDS]", "charges[1].labels"),
    ("labels: [Jobs]", "colour: red", "charges[1].colour"),
    ("valid_until: 2019-12-31", "valid_until: 2020-01-01", "charges[0].rates"),
    ("valid_until: 2019-12-31, source: [text]", "source: [text]", "charges[0].rates"),
    ("valid_until: 2019-12-31, source: [text]", "valid_until: 2019-12-31, source: []", "source"),
    ("percent: [5.0]", "percent: []", "percent"),
    ("percent: [5.0]", "percent: [five]", "percent"),
    ("basis: named", "basis: named, condition: if rich", "condition"),
    ("certificate_effect: exempt", "certificate_effect: conditional", "condition"),
    ("certificate_effect: exempt", "certificate_effect: perhaps", "certificate_effect"),
    ("id: jobs", "id: pension", "charges"),
    ("parts: [pension, jobs]", "parts: [pension, nobody]", "bundles[0].parts"),
    ("leads_to: [jobs], percent: 1.0", "leads_to: [jobs], percent: 2.0", "parts"),
    ("leads_to: [jobs], percent: 1.0", "leads_to: [jobs], percent: 1.0, credit: not_challenged", "splits"),
    ("leads_to: [pension]}]}", 'leads_to: [pension]}, {code: "1", label: x, leads_to: [jobs]}]}', "codes"),
    ("leads_to: [pension]}]}", "leads_to: [nobody]}]}", "leads_to"),
    ("labels: [Contributions], begins: [Total], source: [text]", "labels: [x], source: [press]", "headings[0].source"),
    ("country: LI", "country: XX", "country"),
    ("country: LI", "country: Utopia", "country"),
    ("charges/1", "charges/9", "schema"),
    ("basis: named", "basis: named, valid_from: 2020-01-01, valid_until: 2019-01-01", "valid_until"),
]  # fmt: skip


def test_the_good_one_reads():
    law = read_catalogue(GOOD, "li.yaml")
    assert law.digest.startswith("sha256:")
    assert read_catalogue(GOOD + "\n", "li.yaml").digest != law.digest


@pytest.mark.parametrize(("old", "new", "path"), BROKEN)
def test_a_broken_one_is_refused_with_its_place(old, new, path):
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    if path is None:  # a trap that names every entry of its label is what makes it lawful
        assert read_catalogue(text, "li.yaml").country == "LI"
        return
    with pytest.raises(LawError) as refused:
        read_catalogue(text, "li.yaml")
    assert any(path in problem.path for problem in refused.value.problems), (
        refused.value.diagnostics()
    )


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b"schema: x", b"charges: {", b"null"])
def test_what_is_no_catalogue_is_refused(data):
    with pytest.raises(LawError):
        read_catalogue(data, "x.yaml")


def test_every_packaged_catalogue_is_cited_dated_and_unambiguous():
    book = Charges()
    assert "FR" in book.countries
    assert book.digest.startswith("sha256:")
    for law in book.catalogues():
        assert law.country in book.countries
        assert law.checked_on.isoformat() >= "2026-11-22"
        keys: dict[str, set[str]] = {}
        for entry in law.entries.values():
            assert entry.source
            for name in entry.names:
                keys.setdefault(label_key(name), set()).add(entry.id)
        trapped = {label_key(label) for trap in law.traps for label in trap.labels}
        assert all(key in trapped for key, ids in keys.items() if len(ids) > 1)


def test_a_folder_of_its_own_is_read(tmp_path):
    (tmp_path / "charges").mkdir()
    (tmp_path / "charges" / "li.yaml").write_text(GOOD)
    assert Charges(tmp_path).countries == ("LI",)
    assert Charges(tmp_path).catalogue("li").name == "Liechtenstein"
