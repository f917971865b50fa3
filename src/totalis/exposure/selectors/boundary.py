"""What else may lie in the same file and decides nothing here (C5): other reports and returns, one sentence each."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

CHECKED = date(2026, 11, 22)
ADVOCATE = (
    "Taxpayer Advocate Service, FATCA",
    "https://taxpayeradvocate.irs.gov/get-help/foreign-account-tax-compliance-act-fatca",
)
IRS_2013 = (
    "IRS, FATCA (copy of 25 January 2013)",
    "https://cybercemetery.unt.edu/archive/oilspill/20130214071836/http://www.irs.gov/Businesses/Corporations/Foreign-Account-Tax-Compliance-Act-(FATCA)",
)
COMPARED = (
    "Comparison of the two reports by an adviser",
    "https://www.sdocpa.com/fbar-vs-form-8938",
)
IRELAND = ("SSA POMS RS 02001.825", "https://secure.ssa.gov/apps10/poms.Nsf/lnx/0302001825")
QUOTED = (
    "Instructions for Schedule SE of 2018, as a tax program quotes them",
    "https://www.taxact.com/support/21208/2018/foreign-income-schedule-se-social-security-agreement-expatriate",
)
GOV_UK = (
    "GOV.UK, Self Assessment (copy of 2020)",
    "https://news.gardnerfinancialmanagement.co.uk/who-must-send-a-tax-return/",
)


class Note(NamedTuple):
    """Something that may be asked for beside a certificate."""

    name: str
    says: str
    sources: tuple[tuple[str, str], ...]


NOTES = (
    Note(
        "FBAR",
        "A report of foreign accounts to FinCEN, apart from the tax return. It asks where money lies, not where work is insured.",
        (COMPARED,),
    ),
    Note(
        "Form 8938",
        "Goes with the US return where foreign financial assets exceed a threshold. It does not stand in for an FBAR, nor the other way round.",
        (IRS_2013, COMPARED),
    ),
    Note(
        "FATCA",
        "The law behind Form 8938; foreign banks report to the IRS under it as well.",
        (ADVOCATE, IRS_2013),
    ),
    Note(
        "Schedule SE",
        "Where a self-employed person's certificate meets the US return. Sources disagree on whether it is marked or left out; the page of the case says what was read for each year.",
        (IRELAND, QUOTED),
    ),
    Note(
        "UK Self Assessment",
        "A UK return of income for those who must send one, the self-employed and people with foreign income among them. It decides no coverage.",
        (GOV_UK,),
    ),
)
