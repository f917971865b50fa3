"""Payslips by openfisca-france, written as JSON to standard output. Runs in an environment of its own.

`make.py` builds that environment and runs this module with its Python; nothing of Totalis is imported here,
so that what the engine says stays independent of what Totalis says. One payslip a case and a month; a line
is a variable of the engine with its amount, rounded to the cent. Base and rate stand on a line only where
the engine's amount is their product.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from openfisca_core.simulation_builder import (  # type: ignore[import-not-found]
    SimulationBuilder,
)
from openfisca_france import FranceTaxBenefitSystem  # type: ignore[import-not-found]

from scripts.payslips.openfisca_names import (
    CAPPED,
    CSG,
    EMPLOYEE,
    EMPLOYER,
    FIRST_BAND,
    REDUCED,
    WHOLE,
)

CENT = Decimal("0.01")
CEILINGS_OF_UNEMPLOYMENT = 4
STAFF_OF_WHOLE_FNAL = 50


@dataclass(frozen=True)
class Case:
    """Who is paid what by whom in one month."""

    name: str
    month: str
    pay: float
    executive: bool = False
    employees: int = 100
    commune: str = "75101"
    alsace_moselle: bool = False
    bonus: float = 0.0
    payroll_tax: bool = False


def cases() -> list[Case]:
    """Seven people a year, 2012 to 2026, most in another month from year to year."""
    return [case for year in range(2012, 2027) for case in _people(year, year - 2012)]


def _people(year: int, step: int) -> list[Case]:
    month = partial(_month, year)
    return [
        Case("small", month(step), 1913.37 + 29 * step, employees=8, commune="13055"),
        Case("middle", month(step + 3), 4000.0, executive=True),
        Case("above", month(step + 5), 7300.6 + 100 * step, executive=True, employees=300),
        Case(
            "four_ceilings", month(step + 7), 17000.9 + 300 * step, executive=True, employees=1200
        ),
        Case(
            "alsace", month(step + 9), 2760.43, employees=30, commune="67482", alsace_moselle=True
        ),
        Case("bonus", month(11), 4600.2, executive=True, employees=60, bonus=9000.0),
        Case("charity", month(step + 2), 2610.9, employees=15, commune="59350", payroll_tax=True),
    ]


def _month(year: int, step: int) -> str:
    return f"{year}-{step % 12 + 1:02d}"


def simulation(system: object, case: Case) -> object:
    """Give the engine what it needs to know; thirty days, or February has a smaller ceiling."""
    month = case.month
    person = {
        "age": {month: 40},
        "salaire_de_base": {month: case.pay},
        "primes_salaires": {month: case.bonus},
        "categorie_salarie": {month: "prive_cadre" if case.executive else "prive_non_cadre"},
        "effectif_entreprise": {month: case.employees},
        "depcom_entreprise": {month: case.commune},
        "salarie_regime_alsace_moselle": {month: case.alsace_moselle},
        "nombre_jours_calendaires": {month: 30},
        "complementaire_sante_montant": {month: 40},
        "heures_remunerees_volume": {month: 151.67},
        "contrat_de_travail_debut": {month: "2010-01-01"},
        "assujettie_taxe_salaires": {month: case.payroll_tax},
    }
    household = {
        "individus": {"i": person},
        "menages": {"m": {"personne_de_reference": ["i"]}},
        "familles": {"f": {"parents": ["i"]}},
        "foyers_fiscaux": {"t": {"declarants": ["i"]}},
    }
    return SimulationBuilder().build_from_entities(system, household)


class Slip:
    """One payslip as the engine computes it."""

    def __init__(self, system: object, case: Case) -> None:
        """Compute nothing yet.

        Args:
            system: The engine's law.
            case: Who is paid.
        """
        self.case = case
        self._simulation = simulation(system, case)
        self._system = system
        self.pay = self.value("assiette_cotisations_sociales")
        self.ceiling = self.value("plafond_securite_sociale")

    def value(self, variable: str) -> Decimal:
        """Return the engine's value, exact as the engine holds it."""
        return Decimal(str(float(self._simulation.calculate(variable, self.case.month)[0])))  # type: ignore[attr-defined]

    def cents(self, variable: str) -> Decimal:
        """Return the amount of a charge as a payslip prints it: positive, to the cent."""
        return (-self.value(variable)).quantize(CENT, ROUND_HALF_UP)

    def lines(self) -> list[dict[str, str]]:
        """Return every line that is not nought."""
        amounts = {name: self.cents(name) for name in (*EMPLOYEE, *EMPLOYER)}
        self._reduce(amounts)
        rows = [
            self._line(name, "employee" if name in EMPLOYEE else "employer", amount)
            for name, amount in amounts.items()
            if amount
        ]
        if self.case.alsace_moselle:
            rows.append(self._line("alsace_moselle", "employee", self._local(amounts, rows)))
        relief = self.cents("allegement_general")
        if relief:
            rows.append(
                {"variable": "allegement_general", "payer": "employer", "amount": str(relief)}
            )
        return rows

    def _reduce(self, amounts: dict[str, Decimal]) -> None:
        """Print health and family at the reduced rate where the engine grants one, as payslips do."""
        for name, relief in REDUCED.items():
            net = -self.value(name) - self.value(relief)
            amounts[name] = net.quantize(CENT, ROUND_HALF_UP)

    def _local(self, amounts: dict[str, Decimal], rows: list[dict[str, str]]) -> Decimal:
        """Return the Alsace-Moselle supplement: the employee's health with the local scheme less without."""
        without = Slip(self._system, replace(self.case, alsace_moselle=False)).cents("mmid_salarie")
        local = amounts["mmid_salarie"] - without
        rows[:] = [row for row in rows if row["variable"] != "mmid_salarie"]
        if without:
            rows.append(self._line("mmid_salarie", "employee", without))
        return local

    def _line(self, name: str, payer: str, amount: Decimal) -> dict[str, str]:
        row = {"variable": name, "payer": payer, "amount": str(amount)}
        base = self._base(name)
        if base is not None:
            rate = _rate(base, amount)
            if rate is not None:
                row |= {"base": str(base), "rate": str(rate)}
        return row

    def _base(self, name: str) -> Decimal | None:
        if name in WHOLE:
            return self.pay.quantize(CENT)
        if name in CAPPED or (name in FIRST_BAND and self.pay <= self.ceiling):
            return min(self.pay, self.ceiling).quantize(CENT)
        if name in {"ags", "chomage_employeur", "chomage_salarie"}:
            return min(self.pay, self.ceiling * CEILINGS_OF_UNEMPLOYMENT).quantize(CENT)
        if name == "fnal":
            whole = self.case.employees >= STAFF_OF_WHOLE_FNAL
            return (self.pay if whole else min(self.pay, self.ceiling)).quantize(CENT)
        return self.csg_base() if name in CSG else None

    def csg_base(self) -> Decimal:
        """Return the base of CSG and CRDS: the engine's non-deductible CSG over its rate of 2.40 %."""
        return (-self.value("csg_imposable_salaire") / Decimal("0.024")).quantize(CENT)


def _rate(base: Decimal, amount: Decimal) -> Decimal | None:
    """Return the percentage with the fewest decimals whose product with the base is the amount."""
    for decimals in ("0.01", "0.001"):
        rate = (amount / base * 100).quantize(Decimal(decimals), ROUND_HALF_UP)
        if (base * rate / 100).quantize(CENT, ROUND_HALF_UP) == amount:
            return rate
    return None


def main() -> None:
    """Write every payslip."""
    system = FranceTaxBenefitSystem()
    slips = []
    for case in cases():
        slip = Slip(system, case)
        slips.append(
            {
                "slip": f"of-{case.month}-{case.name}",
                "engine": "openfisca-france",
                "month": case.month,
                "worker_status": "employee",
                "pay": str(slip.pay.quantize(CENT)),
                "lines": slip.lines(),
            }
        )
    json.dump(slips, sys.stdout, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()
