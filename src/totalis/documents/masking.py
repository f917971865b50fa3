"""Personal numbers as others may see them: the last four characters, everywhere in a case file.

The numbers that a case file knows are looked for in all of its texts, however they are grouped, so that a number that
somebody typed into a note is masked as well. A masked file masked again is the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from totalis.procedure.casefile import CaseFile
from totalis.procedure.packet_changes import SECRET

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SHOWN = 4
LEAST = 6
"""Shorter numbers are no personal numbers: to look for them would mask dates and amounts."""
MARK = "••••"
_SEPARATOR = r"[\s.\-/]?"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PROVED = frozenset({"sheet", "document", "audit"})
"""Parts of a case file whose digests are checked: they hold no field for a personal number and stay as they are."""
_NO_NUMBERS = frozenset({"date_of_birth", "accompanying_family_members"})
NUMBER_FIELDS = SECRET - _NO_NUMBERS
"""Fields of a request that hold a personal number."""
_OF_A_PERSON = ("worker.", "certificate.worker_")


def masked_number(number: str) -> str:
    """`123-45-6789` becomes `••••6789`; what is too short to hide anything shows nothing."""
    letters = re.sub(r"\W", "", number)
    if not letters or number.startswith(MARK):
        return number
    return MARK + (letters[-SHOWN:] if len(letters) >= LEAST else "")


def masked(file: CaseFile) -> CaseFile:
    """The case file with every personal number masked."""
    plain = _walk(msgspec.to_builtins(_fields_masked(file)), hiding(file))
    return msgspec.convert(plain, CaseFile)


def _fields_masked(file: CaseFile) -> CaseFile:
    """The file with the fields made for a number masked, however short or odd the number is."""
    worker, request = file.worker, file.request
    foreign = {code: masked_number(number) for code, number in worker.foreign_numbers.items()}
    if request is not None:
        fields = tuple(
            replace(field, value=masked_number(field.value))
            if field.field in NUMBER_FIELDS
            else field
            for field in request.fields
        )
        request = replace(request, fields=fields)
    return replace(
        file,
        worker=replace(worker, ssn=masked_number(worker.ssn), foreign_numbers=foreign),
        request=request,
        certificates=tuple(
            replace(item, worker_number=masked_number(item.worker_number))
            for item in file.certificates
        ),
    )


def hiding(file: CaseFile) -> Callable[[str], str]:
    """What masks the personal numbers of a file in any text."""
    found = re.compile("|".join(_patterns(personal_numbers(file))) or r"(?!)", re.IGNORECASE)
    return lambda text: found.sub(lambda match: masked_number(match[0]), text)


def personal_numbers(file: CaseFile) -> set[str]:
    """Every personal number that the file holds in a field made for one."""
    fields = file.request.fields if file.request is not None else ()
    readings = (reading for item in file.evidence for reading in item.readings)
    numbers = [
        file.worker.ssn,
        *file.worker.foreign_numbers.values(),
        *(certificate.worker_number for certificate in file.certificates),
        *(field.value for field in fields if field.field in NUMBER_FIELDS),
        *(reading.value for reading in readings if _is_number(reading.place)),
    ]
    return {number for number in numbers if number and not number.startswith(MARK)}


def _is_number(place: str) -> bool:
    """Whether a document was read for a personal number: `worker.ssn`, `worker.foreign_numbers.FR`."""
    return place.startswith(_OF_A_PERSON) and ("ssn" in place or "number" in place)


def _patterns(numbers: Iterable[str]) -> Iterable[str]:
    letters = {re.sub(r"\W", "", number) for number in numbers}
    for number in sorted(letters, key=lambda item: (-len(item), item)):
        if len(number) >= LEAST:
            yield rf"(?<!\w){_SEPARATOR.join(map(re.escape, number))}(?!\w)"


def _walk(value: Any, change: Callable[[str], str]) -> Any:  # noqa: ANN401 - JSON can be anything
    if isinstance(value, str):
        return value if _DAY.match(value) else change(value)
    if isinstance(value, dict):
        return {key: item if key in _PROVED else _walk(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_walk(item, change) for item in value]
    return value
