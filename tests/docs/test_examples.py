"""The examples that no command shows: fact sheets, vectors, and those under the help texts."""

from __future__ import annotations

import json
import pkgutil
import shlex
import shutil
import zipfile
from typing import TYPE_CHECKING

import polars as pl
import pytest

from scripts.docs.commands import commands, examples
from scripts.docs.examples import blocks, run
from scripts.trial_issuer import make_house
from scripts.write_docs import DOCS, HAND_WRITTEN, ROOT
from tests.documents.cases import bag_of, whole_case
from tests.vectors import loading
from totalis.benefits.reading import read_record as read_benefit_record
from totalis.cli.main import parser
from totalis.evaluate import determine
from totalis.facts.reader import read_sheet
from totalis.facts.samples import sample_path
from totalis.kernel.reading import read_text
from totalis.lawbook.book import PACKAGED, Lawbook
from totalis.webbase import clock

if TYPE_CHECKING:
    from pathlib import Path

PAGES = (*HAND_WRITTEN, DOCS / "cli.md", DOCS / "facts.md")
YAML = [
    pytest.param(block.text, id=f"{page.relative_to(ROOT)}:{number}")
    for page in PAGES
    for number, block in enumerate(blocks(page.read_text(encoding="utf-8")))
    if block.language == "yaml" and block.file_name not in ("wrong.yaml", "impossible.yaml")
]
EXPORT = bag_of(whole_case())
SERVES = ("totalis demo", "totalis serve")
STORED = ("totalis gate", "totalis key rotate")
TABLES = {
    "staff.csv": (
        "worker_id,engagement_id,citizenships,kind,category,work_country,start,end,employer_country,sent_by_employer\n"
        "E-1001,e1,US,employment,ordinary,FR,2026-01-01,2028-12-31,US,true\n"
        "E-1002,e1,,self_employment,,BR,2026-02-30,,,\n"
    ),
    "payslip.csv": (
        "label,payer,base,rate,amount,currency,period_start,period_end\n"
        "Vieillesse plafonnée,employee,4005,6.90,276.35,EUR,2026-07-01,2026-07-31\n"
        "CSG/CRDS non déductible de l'impôt sur le revenu,employee,4010,2.90,116.29,EUR,2026-07-01,2026-07-31\n"
    ),
    "records.csv": (
        "id,birth_date,claim_month,us_earnings_2010,foreign_1_country,foreign_1_start,foreign_1_end\n"
        "7,1960-05-02,2026-03,6000,FR,1985-01-01,2000-12-31\n"
    ),
    "contributions.csv": (
        "worker_id,stream_id,country,label,period_start,period_end,base,amount,currency,payer\n"
        "E-1001,salary,FR,Vieillesse plafonnée,2026-07-01,2026-07-31,4005,276.35,EUR,employee\n"
        "E-1001,salary,US,Social Security,2026-07-01,2026-07-31,4600,285.20,USD,employee\n"
    ),
    "record.json": (
        '{"birth_date": "1960-05-02", "claim_month": "2026-03", "us_earnings": {"2010": "6000", "2011": "6000"}, '
        '"foreign_coverage": [{"country": "FR", "start": "1985-01-01", "end": "2000-12-31"}]}'
    ),
    "payroll.csv": "worker,stream,day\nE-1001,salary-us,2026-03-31\n",
}
HELP = dict.fromkeys(
    [*examples(parser()), *(line for item in commands() for line in examples(item.parser))]
)


@pytest.mark.parametrize("text", YAML)
def test_yaml_is_read(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    value = read_text(text, "example").value
    if "vectors" in value:
        vectors_hold(text, tmp_path, monkeypatch)
    elif "birth_date" in value:
        read_benefit_record(text)
    elif value["schema"] == "totalis/facts/1":
        read_sheet(text, "example")
    else:
        # Read and proved by the command that stands under it.
        assert value["schema"] == "totalis/law/agreement/1"


def vectors_hold(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "FOLDER", folder)
    path = folder / "fr" / "example.yaml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    vectors = loading._vectors_of(path)
    assert vectors
    for vector in vectors:
        sheet = read_sheet(vector.facts, vector.file)
        answer = json.loads(determine(sheet, as_of=vector.as_of, law=Lawbook()).to_json())
        assert not loading.disagreements(vector, answer["engagements"][0]), vector.says


def write_certificate(folder: Path) -> None:
    """A certificate, and its issuer's bundle of today: an older one would say so."""
    house = make_house()
    (folder / "certificate.pdf").write_bytes(house.pdf(house.content()))
    at = clock.now()
    fresh = house.bundle(made_at=at, status_lists={"1": house.status_list(at=at)})
    (folder / "bundle.json").write_bytes(fresh.to_json())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What the examples under the help texts take as given."""
    sheet = sample_path("posting_to_france")
    shutil.copy(sheet, tmp_path / "sheet.yaml")
    plain = read_sheet(sheet.read_bytes()).as_dict()
    (tmp_path / "sheet.json").write_text(json.dumps(plain), encoding="utf-8")
    for name in ("old", "new"):
        shutil.copytree(PACKAGED, tmp_path / name / "lawbook")
    (tmp_path / "export.zip").write_bytes(EXPORT)
    with zipfile.ZipFile(tmp_path / "export.zip") as archive:
        archive.extractall(tmp_path / "unpacked")
    write_certificate(tmp_path)
    (tmp_path / ".local/share/bash-completion/completions").mkdir(parents=True)
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        if name in ("staff.csv", "contributions.csv"):
            frame = pl.read_csv(tmp_path / name, infer_schema=False)
            frame.write_parquet(tmp_path / name.replace(".csv", ".parquet"))
    return tmp_path


@pytest.mark.parametrize("line", [line for line in HELP if not line.startswith(SERVES + STORED)])
def test_an_example_under_a_help_text_runs(line: str, folder: Path):
    run(line, folder)


@pytest.mark.parametrize("line", [line for line in HELP if line.startswith(STORED)])
def test_an_example_that_asks_an_installation_can_be_called_so(line: str):
    """What they do is tested on a database of the tests: tests/payroll, tests/webbase_store."""
    options = parser().parse_args(shlex.split(line, comments=True)[1:])
    assert callable(pkgutil.resolve_name(options.run))


def test_there_are_examples():
    assert len(HELP) > len(commands())
    assert len(YAML) >= 5  # sheets, an agreement, vectors
