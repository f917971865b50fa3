"""What lies inside the PDF of a certificate: its data and its credential; and whether the pages say what the data says."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pdfminer.high_level import extract_text
from pyhanko.pdf_utils import generic

from totalis.documents.certificate import CONTENT_FILE, CREDENTIAL_FILE, SCHEMA
from totalis.documents.letters import BOX, displayable, is_plain
from totalis.documents.typesetting import clean
from totalis.documents.verify.certificate_steps import refuse
from totalis.kernel.dates import day_words
from totalis.kernel.digest import canonical_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from totalis.documents.verify.certificate_pdf import SignedPdf

_RIGHT_TO_LEFT = ("R", "AL")
_MOST_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Inside:
    """The two files inside, read."""

    content: dict[str, Any]
    credential: str


def read_inside(pdf: SignedPdf) -> Inside:
    """The step `inside`: those two files, and the content as it was written.

    Raises:
        RefusedError: one is missing, there are others, or the content is none.
    """
    files = dict(_files(pdf))
    if not {CONTENT_FILE, CREDENTIAL_FILE} <= set(files):
        refuse("nothing_inside", expected=f"{CONTENT_FILE}, {CREDENTIAL_FILE}", found=_list(files))
    if len(files) > 2:  # noqa: PLR2004 - the two above
        refuse("more_inside", expected=f"{CONTENT_FILE}, {CREDENTIAL_FILE}", found=_list(files))
    content = json.loads(files[CONTENT_FILE])
    if canonical_json(content) != files[CONTENT_FILE] or content.get("schema") != SCHEMA:
        refuse("bad_inside", expected=SCHEMA)
    return Inside(content, files[CREDENTIAL_FILE].decode("ascii").strip())


def compare_face(pdf: SignedPdf, content: dict[str, Any]) -> int:
    """The step `face`: each text that the content demands stands on the pages; answers how many.

    Raises:
        RefusedError: one does not.
    """
    shown = _bare(extract_text(BytesIO(pdf.data), maxpages=20))
    demanded = list(_face(content))
    for text in demanded:
        if not _stands_in(text, shown):
            refuse("face_differs", expected=text)
    return len(demanded)


def _face(content: dict[str, Any]) -> Iterator[str]:
    """Number, code, issuer, name and days: what anybody reads first and relies on."""
    coverage = content["coverage"]
    yield content["number"]
    yield content["check_code"]
    yield content["issuer"]["name"]
    yield content["holder"]["name"]
    for day in (coverage["start"], coverage["end"], content["issued_on"]):
        if day:
            yield day_words(date.fromisoformat(day))


def _stands_in(text: str, seen: str) -> bool:
    """Whether a text is on the pages, as the fonts could show it.

    Letters that are written from right to left, and letters with marks of their own, come off a page in an order of its own, some
    twice; of them only the letters are compared. A letter that fonts at hand elsewhere lack may be a box.
    """
    bare = _bare(displayable(clean(text)))
    if any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT or _is_mark(char) for char in bare):
        return Counter(bare) <= Counter(seen)
    signs = (re.escape(char) if is_plain(char) else f"[{char}{BOX}]" for char in bare)
    return re.search("".join(signs), seen) is not None


def _is_mark(char: str) -> bool:
    return unicodedata.category(char).startswith("M")


def _bare(text: str) -> str:
    """Without spaces, line ends and hyphens that only typesetting put there, compatibility forms resolved."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(char for char in plain if not char.isspace() and char.isprintable())


def _files(pdf: SignedPdf) -> Iterator[tuple[str, bytes]]:
    """Every file that any object of the PDF embeds, by its name."""
    for value in pdf.objects():
        if not (isinstance(value, generic.DictionaryObject) and "/EF" in value):
            continue
        name = str(value["/UF"] if "/UF" in value else value["/F"])
        data = bytes(value["/EF"]["/F"].data)
        if len(data) > _MOST_BYTES:
            refuse("more_inside", expected=_MOST_BYTES, found=len(data))
        yield name, data


def _list(files: dict[str, bytes]) -> str:
    return ", ".join(sorted(files)) or "-"
