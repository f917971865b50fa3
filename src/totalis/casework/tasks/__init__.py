"""Work without a person: notices, expiries, changed law. The worker finds the jobs of the modules that are named here."""

from __future__ import annotations

from totalis.casework.tasks import disposal, law, nightly, payroll

__all__ = ["disposal", "law", "nightly", "payroll"]
