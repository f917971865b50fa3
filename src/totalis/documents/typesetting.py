"""Typesetting: plain values and a template become a PDF that is kept for long and read by everybody.

Every document is PDF/A-2a (to be kept: fonts inside, nothing from elsewhere, tagged) and PDF/UA-1 (for every reader); one that
carries files inside is PDF/A-3a, which alone allows them.
Typst refuses to write one that breaks either. The same values give the same bytes.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typst

from totalis import __version__
from totalis.documents.letters import FONTS, shown
from totalis.kernel.digest import digest_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Paper = Literal["a4", "us-letter"]
Json = dict[str, Any]

PAPERS: tuple[Paper, ...] = ("a4", "us-letter")
HERE = Path(__file__).parent
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WITHOUT_INK = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]"
    # A joiner changes how Arabic, Indic and South-East Asian letters before it are drawn; anywhere else it does nothing.
    r"|(?<![\u0600-\u1cff\ua800-\uabff])[\u200c\u200d]"
)


@cache
def drawn_by() -> str:
    """What draws: Totalis, and a short digest of how, so that nobody expects the same bytes of another drawing."""
    patterns = ("*.py", "*.typ", "fonts/*.tt?")
    sources = sorted(str(path) for pattern in patterns for path in HERE.glob(pattern))
    return f"Totalis {__version__}, drawing {digest_files(*sources)}, Typst {version('typst')}"


def typeset(
    template: str,
    content: Json,
    *,
    paper: Paper,
    made: datetime,
    inside: Mapping[str, str] | None = None,
    countries: Iterable[str] = (),
) -> bytes:
    """Set a template of this folder with values; `made` is the time that the file carries.

    Letters without a glyph become boxes, and the template is told so in `boxes`; in `families` it is told the fonts that
    the letters need. The texts of `inside` are for files that the template attaches; they reach it as they are. The first
    of `countries` that writes Han characters says in which of their forms.
    """
    seen = shown(json.dumps(clean(content), ensure_ascii=False), countries=countries)
    return typst.compile(
        HERE / template,
        root=HERE,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={
            "content": seen.text,
            "families": ",".join(seen.families),
            "paper": paper,
            "boxes": str(seen.boxes),
            **(inside or {}),
        },
        pdf_standards=["a-3a" if inside else "a-2a", "ua-1"],
        timestamp=max(made.astimezone(UTC).replace(microsecond=0), _EPOCH),
    )


@cache
def _fonts() -> typst.Fonts:
    """The fonts, found once a process: a fifth of the time of a page. Typst reads one when a page first needs it."""
    return typst.Fonts(font_paths=[FONTS], include_system_fonts=False, include_embedded_fonts=False)


def clean(value: Any) -> Any:  # noqa: ANN401 - JSON can be anything
    """A value whose texts hold nothing that has no ink; line ends stay, and joiners where a script writes with them."""
    if isinstance(value, str):
        return _WITHOUT_INK.sub(" ", value.replace("\r\n", "\n"))
    if isinstance(value, dict):
        return {key: clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    return value
