"""`totalis agency`: open the agency of this installation, its keys, its bundle for checks without a network."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from totalis.cli.door import open_database, stop

if TYPE_CHECKING:
    from argparse import Namespace

    from totalis.authority.models import Agency
    from totalis.webbase.accounts.models import Organisation

LEAST = 8
TRIAL = "TRIAL KEY: made on this machine. What it seals proves nothing to anybody."


def run_open(options: Namespace) -> int:
    """Make the organisation and the agency."""
    open_database()
    from totalis.authority.services.opening_agency import open_agency
    from totalis.webbase import clock

    row = open_agency(
        country=options.country.upper(),
        name=options.name,
        issuer=options.issuer,
        administrator=options.administrator,
        at=clock.now(),
        house=options.house,
    )
    print(f"{row.name} certifies the law of {row.country} as {row.issuer}.")
    print(f"Its house: /authority/{row.organisation.slug}/ (invite its people there).")
    return 0


def run_keys(options: Namespace) -> int:
    """Make trial keys, show the keys, or disown one."""
    open_database()
    return {"new": _new, "show": _show, "disown": _disown}[options.keys_command](options)


def run_bundle(options: Namespace) -> int:
    """Write the published keys and the newest status lists into a file."""
    open_database()
    from totalis.authority.services.bundling import issuer_bundle
    from totalis.webbase import clock

    data = issuer_bundle(_agency(), at=clock.now()).to_json()
    if options.output == "-":
        sys.stdout.buffer.write(data)
        return 0
    Path(options.output).write_bytes(data)
    print(f"{options.output}: {len(data)} bytes. Hand it over by a way that can be trusted.")
    return 0


def _new(_options: Namespace) -> int:
    from totalis.authority import keys
    from totalis.authority.services.signing_keys import remember
    from totalis.webbase import clock

    agency, at = _agency(), clock.now()
    before = _kid()
    place = keys.new_trial_keys(name=agency.name, country=agency.country, at=at)
    row = remember(agency.organisation, keys.seal_key().identity, at=at)
    print(f"{TRIAL}\nKeys in {place}; key {row.kid} seals from now on.")
    if before:
        print(f"Key {before} stays published, so what it sealed can still be checked.")
    return 0


def _show(options: Namespace) -> int:
    from totalis.authority import keys
    from totalis.authority.models import SigningKey
    from totalis.webbase.signed.keys import public_of, thumbprint

    organisation = _agency().organisation
    identity = keys.seal_key().identity
    rows = SigningKey.objects.filter(organisation=organisation).order_by("first_used_at")
    found: dict[str, Any] = {
        "in_use": identity.kid,
        "certificate": identity.certificate.subject.rfc4514_string(),
        "valid_until": identity.certificate.not_valid_after_utc.isoformat(),
        "for_trials": keys.is_for_trials(),
        "message_key": thumbprint(public_of(keys.jwk())),
        "keys": [
            {
                "kid": row.kid,
                "first_used_at": row.first_used_at.isoformat(),
                "followed_at": row.followed_at and row.followed_at.isoformat(),
                "disowned_at": row.disowned_at and row.disowned_at.isoformat(),
            }
            for row in rows
        ],
    }
    if options.json:
        print(json.dumps(found, indent=2, ensure_ascii=False))
        return 0
    if found["for_trials"]:
        print(TRIAL)
    print(f"Seals with:   {identity.kid}\n              {found['certificate']}")
    print(f"Valid until:  {found['valid_until']}\nMessages by:  {found['message_key']}")
    for one in found["keys"]:
        state = "disowned" if one["disowned_at"] else "followed" if one["followed_at"] else "in use"
        print(f"{state:<13} {one['kid']} since {one['first_used_at']}")
    return 0


def _disown(options: Namespace) -> int:
    from totalis.authority.services.signing_keys import disown
    from totalis.webbase import clock

    organisation = _agency().organisation
    kid = _named(organisation, options.kid)
    disown(organisation=organisation, kid=kid, reason=options.reason, at=clock.now())
    print(f"{kid} is no longer published. Issue again what it sealed, and hand out a new bundle.")
    return 0


def _named(organisation: Organisation, end: str) -> str:
    """The key whose name ends so: a whole name may begin with a dash, which a command line takes for an option."""
    from totalis.authority.models import SigningKey

    rows = SigningKey.objects.filter(organisation=organisation, kid__endswith=end)
    found = list(rows.values_list("kid", flat=True)) if len(end) >= LEAST else []
    if len(found) != 1:
        says = f"at least {LEAST} last characters of one key's name"
        stop("KEY", f"{len(found)} keys", says, "`totalis agency keys show` names them.")
    return found[0]


def _agency() -> Agency:
    from totalis.authority.selectors.agency import agency

    found = agency()
    if found is None:
        stop(
            "agency",
            "an installation without an agency",
            "one that has an agency",
            "Open one: totalis agency open US --name … --issuer https://… --administrator …",
        )
    return found


def _kid() -> str:
    from totalis.authority import keys
    from totalis.kernel.errors import InputError

    try:
        return keys.seal_key().identity.kid
    except InputError:
        return ""
