"""The page that tells a person with nothing but standard tools how to check a proof bag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.kernel.dates import day_words

if TYPE_CHECKING:
    from datetime import date

    from totalis.procedure.casefile import CaseFile

_TEXT = """\
PROOF FOR ONE DAY
{reference}, {organisation}
The question: what was payroll told for {day}, and why?

Begin with data/story.pdf. data/index.html says the same in any browser.
You need no special program for anything in this folder.

IS EVERY FILE AS IT WAS EXPORTED?

Linux:    sha256sum -c tagmanifest-sha256.txt && sha256sum -c manifest-sha256.txt
macOS:    shasum -a 256 -c tagmanifest-sha256.txt && shasum -a 256 -c manifest-sha256.txt
Windows:  Get-FileHash FILE   (compare with the line in the manifest, one file at a time)
Archive:  the folder is a BagIt bag (RFC 8493); python -m bagit --validate FOLDER

Then take the digest of manifest-sha256.txt itself. It must be the Totalis-Total-Digest of bag-info.txt, and it must be
the one that you were given by another way than this file (by telephone, on paper, out of the organisation's own audit
record of this export). Whoever rewrites everything can rewrite every digest in here; that one they cannot.

DOES ONE THING FOLLOW FROM THE OTHER?

Every number below is the SHA-256 of a file in data/, written "sha256:" and 64 signs.

1. facts/version-N.json         its digest stands in facts/versions.json
2. determination/N.json         names the digest of those facts under "facts", of the law under "law"
3. request/packet-N/snapshot.json   its digest is that of the packet; it is what was approved
4. approvals.json               "packet_digest" must be that digest; "by" must be another person than the one who built
                                the packet (case.json, packets, made_by), unless "by_preparer" says that one person works alone
5. tracking.json                "sent", "at" must be later than the approval; what the agency said stands there word for word
6. evidence/                    every document; digests in case.json under evidence, versions
7. certificates/ID/typed.json   what a person read off the certificate beside it; matches.json: the comparison, who accepted
                                it, who told payroll
8. deliveries.json              who has the certificate, and which document shows it
9. audit.jsonl                  one line an entry. Take "digest" out of a line, sort the keys, no spaces, UTF-8: the
                                SHA-256 of that text is the digest. "previous" is the digest of the entry numbered one less
10. answer.json                 what payroll was told, with its reason

case.json holds everything of the case at once. Personal numbers are masked everywhere but in request/ and in the documents
themselves.

    totalis verify FOLDER-OR-ZIP

does all of this, makes the decision again if it has the same law, and draws every page again.
"""


def readme(file: CaseFile, day: date) -> bytes:
    """README.txt of a bag."""
    return _TEXT.format(
        reference=" ".join(file.reference.split()),
        organisation=" ".join(file.organisation.split()),
        day=day_words(day),
    ).encode()
