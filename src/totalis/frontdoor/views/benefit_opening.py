"""What is handed in on the first benefits page: a record that was saved, or a statement of earnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from totalis.benefits.record import PLACED_FROM
from totalis.benefits.statement import MAX_BYTES, read_statement
from totalis.frontdoor.forms.benefits import read_raw, typed_of

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from totalis.benefits.statement import Statement


def opened(upload: UploadedFile[bytes], typed: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """A file: a record that was saved here, or a statement."""
    data = upload.read(MAX_BYTES + 1)
    name = (upload.name or "file")[:80]
    if data.lstrip().startswith(b"{"):
        opened = typed_of(read_raw(data, name))
        return {**opened, **typed, "kind": opened["kind"]}, [_("The record was read.")]
    return with_statement(read_statement(data, name), typed)


def with_statement(found: Statement, typed: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """What was typed, with the earnings of a statement; years without any are left out."""
    years = {f"earnings-{year}": amount for year, amount in found.earnings.items() if float(amount)}
    notes = [
        _("%(count)s years with earnings were read from the statement.") % {"count": len(years)}
    ]
    if found.not_recorded:
        notes.append(
            _("Not yet recorded there: %(years)s.") % {"years": ", ".join(found.not_recorded)}
        )
    if any(int(year) < PLACED_FROM for year in found.earnings if f"earnings-{year}" in years):
        notes.append(
            _("Before 1978 a statement does not tell the quarters: add them from SSA's record.")
        )
    birth = {"birth_date": found.birth_date} if found.birth_date else {}
    return {**birth, **typed, **years}, notes
