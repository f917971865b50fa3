"""The packet: everything that is sent and everything that it rests on, as one plain value with one digest.

An approval is of that digest. A packet keeps the day on which its checks ran, so that it can be made again from a
later case file on the same footing: where the two differ, something under the approval has changed.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from totalis.kernel.digest import canonical_json, digest
from totalis.procedure.casefile import CaseFile, PartyRole, Request, RequestField
from totalis.procedure.checks import run_checks
from totalis.procedure.forms_facts import answer, engagement

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from totalis.lawbook.model import Source
    from totalis.procedure.casefile import CertificateRecord
    from totalis.procedure.forms import FormField

Json = dict[str, Any]
SCHEMA = "totalis/packet/1"
LETTER_FIELDS = ("exception_reason", "exception_until", "comments")


def packet_snapshot(
    case: CaseFile,
    fields: Iterable[FormField],
    *,
    on: date,
    others: Sequence[CertificateRecord] = (),
) -> Json:
    """The packet of a case on a day: JSON of texts, numbers, lists and mappings only.

    Clients are not in it: they decide nothing and are named in no request. Values of fields that this request does
    not ask for stay out too.
    """
    asked = tuple(fields)
    request = case.request
    values = {item.field: item for item in (request.fields if request else ())}
    made = {
        "schema": SCHEMA,
        "case": {"reference": case.reference, "organisation": case.organisation},
        "product": request.product if request else "",
        "direction": case.direction.value,
        "agreement": request.agreement if request else case.partner,
        "lane": {
            "lane": request.lane.value if request else "",
            "reason": request.lane_reason if request else "",
        },
        "channel": {
            "channel": request.channel if request else "",
            "exception": _exception(request),
        },
        "worker": _plain(case.worker),
        "assignment": _plain(engagement(case)),
        "employers": [
            _plain(party) for party in case.parties if party.role is not PartyRole.CLIENT
        ],
        "jurisdiction": _jurisdiction(case),
        "facts": _facts(case),
        "determination": _determination(case),
        "fields": [_field(case, field, values.get(field.key)) for field in asked],
        "letter": {key: _value(values.get(key)) for key in LETTER_FIELDS},
        "sources": [_plain(source) for source in case.sources],
        "checked_on": on.isoformat(),
        "checks": [
            {
                "key": item.key,
                "severity": item.severity.value,
                "place": item.place,
                "says": item.says,
            }
            for item in run_checks(case, asked, on=on, others=others)
        ],
    }
    exact: Json = json.loads(canonical_json(made))
    return exact


def packet_digest(snapshot: Json) -> str:
    """The digest of a packet: the same content has the same digest everywhere."""
    return digest(snapshot)


def packet_again(
    kept: Json,
    case: CaseFile,
    fields: Iterable[FormField],
    others: Sequence[CertificateRecord] = (),
) -> Json:
    """A kept packet made anew from the case as it is now, checked as of the same day as then.

    Equal digests: nothing under the approval has changed. Otherwise `packet_changes.what_changed` says what.
    """
    on = date.fromisoformat(kept["checked_on"])
    return packet_snapshot(case, fields, on=on, others=others)


def _plain(value: object) -> Any:  # noqa: ANN401 - what JSON holds
    return msgspec.to_builtins(value)


def _value(field: RequestField | None) -> str:
    return field.value if field else ""


def _field(case: CaseFile, field: FormField, written: RequestField | None) -> Json:
    item = case.evidence_item(written.evidence) if written and written.evidence else None
    return {
        "field": field.key,
        "label": field.label,
        "value": _value(written),
        "asked": field.required_when,
        "listed": field.listed,
        "inferred": field.inferred,
        "document": {
            "id": item.id,
            "title": item.title,
            "version": item.version,
            "digest": item.digest,
        }
        if item
        else None,
        "sources": [_source(source) for source in field.sources],
    }


def _source(source: Source) -> Json:
    return {
        "title": source.title,
        "url": source.url,
        "kind": source.kind.value,
        "checked_on": source.checked_on.isoformat(),
    }


def _exception(request: Request | None) -> Json | None:
    """The exception by which the request goes; one that somebody asked for and that waits changes nothing yet."""
    asked = request.exception if request is not None else None
    if request is None or asked is None or asked.channel != request.channel:
        return None
    plain: Json = _plain(asked)
    return plain


def _jurisdiction(case: CaseFile) -> Json:
    found = answer(case)
    names = ("outcome", "covered_by", "exempt_in", "rule", "article", "says", "answer", "citations")
    return {name: found.get(name) for name in names}


def _facts(case: CaseFile) -> Json | None:
    facts = case.current_facts
    return {"version": facts.number, "digest": facts.digest} if facts else None


def _determination(case: CaseFile) -> Json | None:
    made = case.current_determination
    if made is None:
        return None
    return {
        "digest": made.digest,
        "as_of": made.as_of.isoformat(),
        "law": made.law,
        "facts": made.facts,
    }
