"""What a check of a certificate can say: titles of steps, reasons, answers. Each text is a msgid of the pages' catalogues."""

from __future__ import annotations

from enum import StrEnum


def gettext_noop(text: str) -> str:
    """Mark a text for the translators, as is: this room knows no language but English."""
    return text


_ = gettext_noop


class Verdict(StrEnum):
    """The answer to the whole question."""

    IN_FORCE = "in_force"
    NOT_BEGUN = "not_begun"
    PERIOD_OVER = "period_over"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    STATUS_UNKNOWN = "status_unknown"
    ISSUER_UNKNOWN = "issuer_unknown"
    NOT_GENUINE = "not_genuine"
    NOT_FOUND = "not_found"
    UNREADABLE = "unreadable"


SAYS = {
    Verdict.IN_FORCE: _("Genuine, and in force on the day asked about."),
    Verdict.NOT_BEGUN: _("Genuine, but on the day asked about it had not begun."),
    Verdict.PERIOD_OVER: _("Genuine, but on the day asked about its period was over."),
    Verdict.ENDED: _("Issued as it stands, but it has ended earlier than it says."),
    Verdict.WITHDRAWN: _(
        "Issued as it stands, but the issuer has withdrawn it. It does not count."
    ),
    Verdict.REPLACED: _(
        "Issued as it stands, but another certificate has taken its place. Ask for that one."
    ),
    Verdict.STATUS_UNKNOWN: _(
        "Genuine as it was issued. Whether it still counts could not be found out here."
    ),
    Verdict.ISSUER_UNKNOWN: _(
        "Nothing shows who issued it: a file cannot vouch for itself. Do not rely on this answer."
    ),
    Verdict.NOT_GENUINE: _("Not genuine. Do not rely on it."),
    Verdict.NOT_FOUND: _("There is no certificate with this number and this code."),
    Verdict.UNREADABLE: _("This is no certificate that can be checked."),
}
"""The plain answer, one sentence a verdict."""

TITLES = {
    "bundle": _("The issuer's keys and lists are at hand and recent"),
    "pdf": _("It is a PDF that can be read and that does nothing by itself"),
    "signature": _("It bears one signature, which covers the whole file"),
    "integrity": _("Nothing was changed since it was signed"),
    "signer": _("Whoever signed it does so for the issuer"),
    "signed_at": _("It was signed while the signer's certificate was valid"),
    "inside": _("It carries its data and its credential, and nothing else"),
    "face": _("What the pages say is what the data inside says"),
    "credential": _("The credential is of the form that certificates have"),
    "issuer": _("The credential names the issuer"),
    "key": _("The credential is signed with a key that the issuer publishes"),
    "disclosures": _("Everything that the credential shows is what was signed"),
    "same": _("The credential says the same as the data inside"),
    "period": _("Its period covers the day asked about"),
    "status": _("The issuer's status list says that it counts"),
    "number": _("Number and code belong to a certificate in the register"),
    "standing": _("The register says that it counts"),
}
"""What each step shows, by its key."""

REASONS = {
    # a file
    "not_pdf": _("It is neither a PDF nor a credential."),
    "broken_pdf": _("The file is cut off or damaged: it does not read as a PDF."),
    "too_large": _("The file is larger than any certificate is."),
    "encrypted": _("The file is encrypted. Certificates are not."),
    "active": _("The file holds scripts, forms or actions. Certificates do not."),
    # its signature
    "unsigned": _("There is no signature in it."),
    "many_signatures": _("There is more than one signature in it."),
    "added_after": _("Something was added to the file after it was signed."),
    "not_whole": _("The signature leaves a part of the file uncovered."),
    "altered": _("The file was altered after it was signed."),
    "broken_signature": _("The signature itself is damaged or made up."),
    "weak_signature": _("The signature was made in a way that anybody could imitate."),
    "foreign_signer": _("It was signed by somebody whom the issuer's authority does not know."),
    "self_made": _(
        "The signer's certificate vouches for itself. Anybody can make one with any name."
    ),
    "signer_expired": _("The signer's certificate was not valid when it was signed."),
    "signed_later": _("It says that it was signed at a time that has not come yet."),
    # what lies inside
    "nothing_inside": _("The data or the credential inside is missing."),
    "more_inside": _("There are other files inside than a certificate has."),
    "bad_inside": _("The data inside is not that of a certificate."),
    "face_differs": _("The pages say something else than the data inside."),
    "same_differs": _(
        "The credential inside belongs to another certificate or says something else."
    ),
    # a credential
    "not_credential": _("It is no credential that can be read."),
    "wrong_type": _("It is a credential about something else than a certificate of coverage."),
    "wrong_algorithm": _("It is not signed in the one way that the issuer signs."),
    "wrong_issuer": _("It names another issuer."),
    "foreign_key": _("It was signed with a key that is not the issuer's."),
    "forged": _("The signature does not belong to what it says: it was altered or made up."),
    "unknown_disclosure": _("It shows something that was never signed: altered or added."),
    "doubled_disclosure": _("It shows the same thing twice."),
    "hidden": _("Something that must be shown is held back."),
    "issued_later": _("It says that it was issued at a time that has not come yet."),
    # time
    "not_begun": _("On that day it had not begun."),
    "period_over": _("On that day its period was over."),
    # status
    "withdrawn": _("The issuer has withdrawn it."),
    "replaced": _("Another certificate has taken its place."),
    "ended": _("It has ended earlier than its face says."),
    "foreign_list": _("The status list was not signed by the issuer."),
    "other_list": _("The status list is another one than the credential names."),
    "broken_list": _("The status list does not read as it should."),
    "unknown_status": _("The status list says something that no rule explains."),
    # the register
    "not_registered": _("The register has no such certificate: whoever made it had no right to."),
    "register_differs": _("The register has something else under this number."),
    "unknown_number": _("No certificate has this number with this code: mistyped, or made up."),
}
"""What is wrong, by a name that machines can rely on."""

NOT_DONE = {
    "no_issuer": _(
        "No issuer was given. Trust is never taken from the file: name the issuer's bundle."
    ),
    "earlier": _("Not looked at, since an earlier step failed."),
    "old_bundle": _(
        "The issuer's keys are of {made}, {age} old: too old to rely on. Get them anew."
    ),
    "no_list": _("No status list {number} is at hand."),
    "stale_list": _(
        "The status list was signed on {signed}, {age} ago, and speaks only until {until}. Get a new one."
    ),
    "day_hidden": _("The credential does not show its days."),
}
"""Why a step was not done; counts neither way, but what was not done is not known."""

DONE = {
    "bundle": _("{name}, {issuer}: keys and lists of {made}, {age} old"),
    "pdf": _("{pages} page(s), {size} bytes"),
    "signature": _("one signature over bytes 0 to {size}"),
    "integrity": _("digest {digest}, made again from the file"),
    "signer": _("{signer}, vouched for by {authority}"),
    "signed_at": _("signed on {signed}; the certificate is valid from {start} to {end}"),
    "inside": _("{data} and {credential}"),
    "face": _("number, days and names, {count} texts"),
    "credential": _("type {type}"),
    "issuer": _("{issuer}"),
    "key": _("key {key}"),
    "disclosures": _("{shown} shown, {hidden} held back"),
    "same": _("number, days, countries and names"),
    "period": _("{day} lies in {start} to {end}"),
    "period_open": _("{day} lies in the time from {start} on, with no last day"),
    "status": _("place {place} of list {number}, signed on {signed}, {age} ago"),
    "status_until": _(
        "place {place} of list {number}, signed on {signed}, {age} ago; it ends early, on {ended}"
    ),
    "number": _("{number}"),
    "standing": _("as the register stood on {known}"),
    "standing_until": _("as the register stood on {known}; it ended early, on {ended}"),
}
"""What was compared where a step passed."""
