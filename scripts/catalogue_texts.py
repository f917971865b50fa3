"""Every English text that the public pages of the certificate service show, and the files in which it stands.

Texts come from templates (Django's own `templatize` makes them readable to Babel), from Python, and from the data of
the forms: what a page shows of those goes through `gettext` at the moment of showing.
"""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from babel.messages.extract import extract
from django.utils.translation.template import templatize

from totalis.documents import request_form_words as paper
from totalis.lawbook.forms.book import forms
from totalis.lawbook.forms.model import IN_WORDS
from totalis.procedure.forms_desk_sentences import sentences
from totalis.procedure.forms_found import EXPECTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from totalis.lawbook.forms.model import FieldType

PACKAGE = Path(__file__).resolve().parent.parent / "src/totalis"
TEMPLATES = ("authority/templates/service", "webbase/templates/webbase/forms")
MORE_TEMPLATES = (
    "webbase/templates/webbase/base.html",
    "webbase/templates/webbase/error.html",
    "webbase/templates/webbase/header.html",
    "webbase/templates/webbase/footer.html",
    *(f"webbase/templates/{name}.html" for name in ("400", "403", "403_csrf", "404", "500")),
)
"""What else a visitor can meet: the frame, and the pages for errors."""
CODE = ("authority/forms", "authority/selectors", "authority/services", "authority/views")
MORE_CODE = (
    "documents/verify/certificate_words.py",
    "procedure/forms_answers.py",
    "procedure/forms_contradictions.py",
    "procedure/forms_data_checks.py",
    "procedure/forms_rule.py",
)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "saying": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
COMMENT = re.compile(r"\{#.*?#\}")
"""A template's comment; to a reader of Python it would swallow the rest of its line."""


class Text(NamedTuple):
    """An English text, its plural and its context, and the file that has it (from `src/totalis` on)."""

    file: str
    id: str
    plural: str = ""
    context: str = ""


def texts() -> list[Text]:
    """Every text in a fixed order: by kind of source, by file, by place in the file; a file names each once."""
    found = [*_of_templates(), *_of_code(), *_of_forms(), *_of_paper(), *_of_checks()]
    return list(dict.fromkeys(text for text in found if text.id))


def _of_templates() -> Iterator[Text]:
    folders = (path for name in TEMPLATES for path in sorted((PACKAGE / name).rglob("*.html")))
    for path in (*folders, *(PACKAGE / name for name in MORE_TEMPLATES)):
        source = templatize(COMMENT.sub("", path.read_text(encoding="utf-8")))
        # A template's indentation is none to Python.
        lines = "\n".join(line.strip() for line in source.splitlines())
        yield from _extracted(path, lines.encode())


def _of_code() -> Iterator[Text]:
    folders = (path for name in CODE for path in sorted((PACKAGE / name).rglob("*.py")))
    for path in (*folders, *(PACKAGE / name for name in MORE_CODE)):
        yield from _extracted(path, path.read_bytes())


def _extracted(path: Path, source: bytes) -> Iterator[Text]:
    for _line, found, _comments, context in extract("python", BytesIO(source), keywords=KEYWORDS):
        one, *more = (found,) if isinstance(found, str) else found
        yield Text(_name(path), one, more[0] if more else "", context or "")


def _of_forms() -> Iterator[Text]:
    """What pages and papers show of the forms' data."""
    book = forms()
    catalogue, file = book.catalogue, _name(book.place / "catalogue.yaml")
    for product in catalogue.products.values():
        yield from _plain(file, product.label, product.says)
    for titled in (*catalogue.lanes.values(), *catalogue.steps.values()):
        yield from _plain(file, titled.label, titled.title, titled.says)
    for condition in catalogue.conditions.values():
        yield from _plain(file, condition.says)
    for field in catalogue.fields.values():
        labels = (option.label for option in field.options)
        yield from _plain(file, field.label, field.help, field.why, *labels)
        yield from _plain(file, *_words(field.type, field.example))
    for country in book.agreements:
        agreement, file = book.file(country), f"lawbook/forms/editions/{country.lower()}.yaml"
        for entry in agreement.editions if agreement else ():
            for key, change in entry.changes.items():
                yield from _plain(file, change.label, change.help)
                yield from _plain(file, *_words(catalogue.fields[key].type, change.example))
            yield from _plain(file, *entry.unknown)


def _words(kind: FieldType, example: str) -> Iterator[str]:
    if kind in IN_WORDS and "{" not in example:
        yield example


def _of_paper() -> Iterator[Text]:
    every = (*paper.WORDS.values(), *paper.HOW.values(), *paper.DECLARATION, paper.CONFIDENTIAL)
    yield from _plain("documents/request_form_words.py", *every)


def _of_checks() -> Iterator[Text]:
    yield from _plain("procedure/forms_found.py", *EXPECTED.values())
    yield from _plain("procedure/forms_desk_sentences.py", *sentences())


def _plain(file: str, *found: str) -> Iterable[Text]:
    return (Text(file, text) for text in found)


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()
