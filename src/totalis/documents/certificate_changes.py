"""A certificate issued again: the same content under another number, with slips of the pen corrected where it is a correction.

Only what names people and businesses may be corrected. Countries, article and first day rest on a decision: another decision
makes another certificate. A last day may only come earlier.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from totalis.documents.certificate import check_url
from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

Json = dict[str, Any]


class Correctable(NamedTuple):
    """Something in a content that may be corrected."""

    key: str
    """Where it stands: `holder.name`, `employment.businesses.0.address`."""
    label: str
    value: str


_OF_HOLDER = (
    ("name", "Name"),
    ("name_at_birth", "Name at birth"),
    ("both_surnames", "Both surnames"),
    ("birth_date", "Day of birth"),
    ("birth_place", "Place of birth"),
    ("birth_country", "Country of birth"),
    ("residence", "Country of permanent residence"),
)


def correctables(content: Json) -> tuple[Correctable, ...]:
    """What may be corrected on a certificate, with what stands there now."""
    holder, work = content["holder"], content["employment"]
    found = [Correctable(f"holder.{key}", label, holder[key]) for key, label in _OF_HOLDER]
    citizenships = ", ".join(holder["citizenships"])
    found.append(Correctable("holder.citizenships", "Citizenship", citizenships))
    for place, number in enumerate(holder["numbers"]):
        if number["masked"]:
            continue
        label = f"Personal number ({number['country']})"
        found.append(Correctable(f"holder.numbers.{place}.value", label, number["value"]))
    if work["kind"] == "self_employment":
        found.append(Correctable("employment.nature", "Kind of self-employment", work["nature"]))
    for place, one in enumerate(work["businesses"]):
        path = f"employment.businesses.{place}"
        found.append(
            Correctable(f"{path}.name", f"Business or employer ({one['country']})", one["name"])
        )
        found.append(
            Correctable(f"{path}.address", f"Its address ({one['country']})", one["address"])
        )
    return tuple(found)


def issued_again(
    content: Json,
    *,
    number: str,
    check_code: str,
    day: date,
    reason: str,
    changes: Mapping[str, str] | None = None,
    last_day: date | None = None,
) -> Json:
    """The content under another number, in place of the one that it was.

    Args:
        content: Of the certificate that it replaces.
        number: The new one.
        check_code: The new one.
        day: Of the issue.
        reason: Why, as it stands on the paper.
        changes: Key of `correctables` to what is right.
        last_day: Where the certificate was ended early.

    Raises:
        InputError: something that may not be corrected.
    """
    new: Json = json.loads(json.dumps(content))
    allowed = {one.key for one in correctables(content)}
    for key, value in (changes or {}).items():
        if key not in allowed:
            raise _wrong(key)
        _put(new, key.split("."), value)
    issuer = new["issuer"]["url"]
    new |= {
        "number": number,
        "check_code": check_code,
        "check_url": check_url(issuer, number, check_code),
        "issued_on": day.isoformat(),
        "replaces": content["number"],
        "replaces_reason": reason,
    }
    if last_day is not None:
        new["coverage"]["end"] = last_day.isoformat()
    return new


def _put(content: Json, path: list[str], value: str) -> None:
    *way, last = path
    place: Any = content
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    codes = [code.strip().upper() for code in value.split(",") if code.strip()]
    place[last] = codes if last == "citizenships" else value.strip()


def _wrong(key: str) -> InputError:
    return InputError(
        [
            Problem(
                path=key,
                found="something that rests on the decision",
                expected="a name, a number or an address",
                remedy="For another period, country or article decide a new request; to end early, end the certificate.",
            )
        ]
    )
