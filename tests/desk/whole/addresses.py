"""Every address of the site out of Django's resolver, what each needs, and the arguments that lead to a record.

`NEEDS` says by hand what an address asks for. A view that is missing here, or asks for something else than is written
here, fails a test: nobody can add or loosen a view without saying so.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, SlugConverter, StringConverter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.desk.whole.world import Numbers

VIEW = "view"
READ_NUMBERS = "read_numbers"
PREPARE, APPROVE, LODGE, RELEASE = "prepare", "approve", "lodge", "release"
ADMINISTER = "administer"

ADDRESSES_BY_RIGHT = {
    VIEW: """
        dashboard cases search cases-csv case workers workers-search worker employers
        employers-search employer facts questions answer answer-former memo gates timeline
        travel documents strength findings finding-close sources document document-page
        document-download request packet tracking tracking_follow_up certificates certificate
        delivery case_holds case_history case_history_file export history history_check history_file registers register
        register-refused gate-ask gate-records gate-record gate-record-file stream-links
        stream-link stream-unlink
        exposure charge-run charge-run-changes charge-run-csv charge-line resolutions
        resolution resolution-document same contribution-run same-earnings money late
        late-certificate case-money screenings screening screened-row screening-csv
    """,
    READ_NUMBERS: """
        packet_document packet_bundle packet_letter packet_page export_make export_file
        worker-benefits
    """,
    PREPARE: """
        new case-edit case-owner party party-remove worker-new worker-edit employer-new
        employer-edit facts-edit facts-prove question-answer decide period-add period-change
        period-remove stay-add travel-look travel-take stay-remove document-add source-note
        document-read document-version reading-remove request_begin request_renew
        request_channel request_exception request_fields packet_build certificate_upload
        certificate_new certificate_withdrawal delivery_send delivery_receipt delivery_attach
        case_close case_reopen case_hold register-upload register-reading register-columns register-take
        register-withdraw
        charges-new charge-run-country charge-run-again charge-run-withdraw case-pay case-pay-withdraw charge-line-answer resolution-withdraw
        screening-again screening-cases
    """,
    APPROVE: "request_exception_decide packet_decide certificate_decide resolution-confirm",
    LODGE: """
        packet_send tracking_check tracking_contact tracking_waiting tracking_control_number
        tracking_attempt tracking_outcome certificate_correction
        packet-file packet-correct filing-ask filing-withdraw question-reply
    """,
    RELEASE: "certificate_release",
    ADMINISTER: """
        members invite member end_membership withdraw_invitation give_mandate mandate
        revoke_mandate new_client client recall settings disposal case_hold_lift keys key_new key_revoke webhooks
        webhook webhook_new webhook_change webhook_secret webhook_test webhook_switch
        webhook_remove webhook_message webhook_again
        connections connection-new connection connection-test connection-key connection-their-key
        connection-acceptance connection-end
    """,
}
NEEDS = {name: right for right, names in ADDRESSES_BY_RIGHT.items() for name in names.split()}
"""The right that each address under `/desk/<organisation>/` asks for, by its name."""

NEEDS_MORE = {
    "finding-close": "a finding takes the right to prepare, a flag the right to approve",
    "tracking_follow_up": "recording takes the right to lodge, the override the right to approve",
    "stream-link": "linking takes the right to prepare or to release",
    "stream-unlink": "unlinking takes the right to prepare or to release",
}
"""Addresses whose page everybody may see, and whose form asks for more than the page."""

PERSONAL = {"organisations", "me", "seen", "mail", "calendar-open", "calendar-revoke"}
"""Below `/desk/`, about the person who is signed in and nobody else."""
OPEN = {"calendar", "start"}
"""Below `/desk/`, for whoever comes: the feed is opened by its secret; the facts of the interview wait for the sign-in."""

AT_FATHOM = {"client", "recall"}
"""Addresses of an adviser."""
ON_BARE = {"request_exception_decide"}
"""Addresses of a request that has not been sent."""
NO_SUCH = {
    "packet_letter": "a packet that goes online has no letter",
    "packet-file": "a packet that goes online is filed with no connected service",
    "packet-correct": "the same packet has corrected nothing, and nothing waits for it",
}
"""Addresses that are rightly empty in the world of these tests."""

BY_NAME: dict[str, dict[str, str]] = {
    "facts-edit": {"group": "=who"},
    "answer-former": {"number": "determination"},
    "memo": {"number": "determination"},
    "period-add": {"lane": "=work"},
    "period-change": {"key": "period"},
    "period-remove": {"key": "period"},
    "stay-remove": {"key": "stay"},
    "document-page": {"key": "evidence", "number": "version"},
    "document-download": {"key": "evidence", "number": "version"},
    "reading-remove": {"key": "evidence", "number": "reading"},
    "party-remove": {"pk": "party"},
    "worker": {"pk": "worker"},
    "worker-edit": {"pk": "worker"},
    "worker-benefits": {"pk": "worker"},
    "employer": {"pk": "employer"},
    "employer-edit": {"pk": "employer"},
    "certificate_new": {"evidence": "paper"},
    "packet": {"number": "packet"},
    "packet_decide": {"number": "packet"},
    "packet_send": {"number": "packet"},
    "packet_document": {"number": "packet"},
    "packet_bundle": {"number": "packet"},
    "packet_letter": {"number": "packet"},
    "packet-file": {"number": "packet"},
    "packet-correct": {"number": "packet"},
    "packet_page": {"number": "packet"},
    "recall": {"membership": "sent"},
    "gate-record": {"number": "gate_record"},
    "gate-record-file": {"number": "gate_record"},
    "stream-unlink": {"number": "stream_link"},
    "delivery_send": {"recipient": "=us_employer"},
}
"""Which number of the world an argument is, where its own name does not say so; `=` before a word that is no number."""
ANYWHERE = {"reference": "case", "key": "evidence", "page": "=1"}


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver."""

    route: str
    name: str
    namespace: str
    view: Callable[..., Any]
    converters: dict[str, Any]

    def __str__(self) -> str:
        return self.name or self.route

    @property
    def in_house(self) -> bool:
        """Whether it lies in an organisation."""
        return self.route.startswith("desk/<slug:organisation>/")

    @property
    def home(self) -> str:
        """The organisation in which it is walked."""
        return "fathom" if self.name in AT_FATHOM else "borealis"

    def arguments(self, numbers: Numbers) -> dict[str, str]:
        """The arguments that lead to that house's record."""
        return {
            name: _argument(self.name, name, numbers)
            for name in self.converters
            if name != "organisation"
        }

    def at(self, slug: str, arguments: dict[str, str]) -> str:
        """The address in an organisation."""
        name = f"{self.namespace}:{self.name}" if self.namespace else self.name
        own = {"organisation": slug} if "organisation" in self.converters else {}
        return reverse(name, kwargs=own | arguments)

    def names_records(self) -> list[str]:
        """The arguments that name a record of somebody."""
        return [
            name
            for name in self.converters
            if name not in ("organisation", "page", "group", "lane", "recipient")
            and isinstance(self.converters[name], IntConverter | StringConverter | SlugConverter)
        ]


def _argument(address: str, name: str, numbers: Numbers) -> str:
    if name == "reference" and address in ON_BARE:
        return numbers.of["bare"]
    wanted = BY_NAME.get(address, {}).get(name) or ANYWHERE.get(name, name)
    return wanted[1:] if wanted.startswith("=") else numbers.of[wanted]


@cache
def addresses() -> tuple[Address, ...]:
    """Every pattern below the root."""
    return tuple(_below(get_resolver(), "", (), {}))


def _below(
    resolver: URLResolver, route: str, spaces: tuple[str, ...], converters: dict[str, Any]
) -> Iterator[Address]:
    for found in resolver.url_patterns:
        path = route + str(found.pattern)
        known = converters | found.pattern.converters
        if isinstance(found, URLPattern):
            yield Address(path, found.name or "", ":".join(spaces), found.callback, known)
        else:
            named = (*spaces, found.namespace) if found.namespace else spaces
            yield from _below(found, path, named, known)


def of_the_desk() -> list[Address]:
    """The addresses within an organisation."""
    return [one for one in addresses() if one.in_house]
