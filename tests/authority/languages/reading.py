"""Pages as somebody reads them, and whether English is left on one in another language."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser

from django.utils.translation import gettext, override, pgettext

from scripts.catalogue_texts import texts
from totalis.lawbook.forms.book import forms

SILENT = frozenset({"script", "style", "textarea", "pre", "code"})
SPOKEN = frozenset({"aria-label", "alt", "title", "placeholder", "content"})
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
TELLING = 24
"""So many letters in a row are no coincidence."""


class Reader(HTMLParser):
    """What a page says: its texts, and the words of its attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.language = ""
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "html":
            self.language = dict(attrs).get("lang") or ""
        if tag in SILENT:
            self.silent += 1
        self.said += [plain(text) for name, text in attrs if name in SPOKEN and text]

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent -= 1

    def handle_data(self, data: str) -> None:
        if not self.silent and data.strip():
            self.said.append(plain(data))


def read(html: str) -> Reader:
    """Read a page."""
    reader = Reader()
    reader.feed(html)
    return reader


def plain(text: str) -> str:
    """A text with single blanks."""
    return " ".join(text.split())


@cache
def translated(language: str) -> tuple[tuple[str, str], ...]:
    """Every English text of the catalogue with its translation, where that is another."""
    # An answer may say what its own example says.
    typed = {field.example for field in forms().catalogue.fields.values()}
    with override(language):
        pairs = [
            (one, pgettext(text.context, one) if text.context else gettext(one))
            for text in texts()
            for one in (text.id, text.plural)
            if one and one not in typed
        ]
    return tuple((one, said) for one, said in pairs if plain(one) != plain(said))


def english_left(html: str, language: str) -> list[str]:
    """The English texts of the catalogue that stand on a page of another language."""
    said = read(html).said
    whole = " ".join(said)
    return [
        one
        for one, translation in translated(language)
        if plain(one) in said or any(part in whole for part in _parts(one, translation))
    ]


def _parts(text: str, translation: str) -> list[str]:
    """What stands between the placeholders of a text, as far as it is long enough to be told from others."""
    every = (plain(part) for part in PLACEHOLDER.split(text))
    return [part for part in every if len(part) >= TELLING and part not in plain(translation)]
