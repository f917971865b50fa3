"""The catalogues of the public pages: write them anew, look whether they are whole, make what the pages read.

`extract` puts every text of the pages into each language's `django.po`: translations stay, texts that are gone are kept
as obsolete. `check` names each text that is missing, doubtful or loses a placeholder. `compile` writes the `.mo` files.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import defaultdict
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FOLDER = Path(__file__).resolve().parent.parent / "src/totalis/authority/locale"
LANGUAGES = ("fr", "es", "de")
HEADER = """\
# Texts of the public pages of the certificate service; docs/languages.md says how to translate them.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""
NAMED = re.compile(r"%\((\w+)\)[sd]")
BRACED = re.compile(r"\{(\w+)\}")
CASES = re.compile(r"^(?:in|of|with|to)_(?=(?:partner|host|home|country)$)")
COUNTRY = {"{partner}", "{host}", "{home}", "{country}"}
SAME = {"home_the": "home", "home_name": "home", "host_name": "host"}
"""A country has several placeholders, and may stand in the case that the language asks for: `{in_host}` says what `{host}` says."""


def path_of(language: str) -> Path:
    """The catalogue of a language."""
    return FOLDER / language / "LC_MESSAGES/django.po"


def template() -> Catalog:
    """Every text without a translation."""
    # The texts come from the application's own data.
    from scripts.catalogue_texts import texts  # noqa: PLC0415 - needs Django's settings

    made = Catalog()
    for text in texts():
        one = (text.id, text.plural) if text.plural else text.id
        made.add(one, locations=[(text.file, 0)], context=text.context or None)
    return made


def merged(language: str, english: Catalog) -> Catalog:
    """The catalogue of a language with the texts as they are now."""
    path = path_of(language)
    found = Catalog(locale=language)
    if path.exists():
        found = read_po(BytesIO(path.read_bytes()), locale=language)
    found.update(english, no_fuzzy_matching=True, update_creation_date=False)
    for key in [key for key, text in found.obsolete.items() if not any(_said(text))]:
        del found.obsolete[key]  # nothing is lost with it
    return found


def written(catalog: Catalog) -> bytes:
    """A catalogue as its file has it: no dates and no line numbers, so that a diff shows texts only."""
    buffer = BytesIO()
    for text in catalog:
        if COUNTRY & names(_first(text.id)):
            text.flags.discard("python-brace-format")  # other tools know nothing of our cases
    write_po(buffer, catalog, width=0, omit_header=True, include_lineno=False)
    plurals = f"nplurals={catalog.num_plurals}; plural={catalog.plural_expr};"
    head = HEADER.format(language=catalog.locale_identifier, plurals=plurals)
    return head.encode() + buffer.getvalue().strip() + b"\n"


def problems(language: str, catalog: Catalog, english: Catalog) -> Iterator[str]:
    """What is wanting in a language, a line for each text."""
    for text in english:
        if not text.id:
            continue
        found = catalog.get(text.id, text.context)
        wrong = _wrong(text, found)
        if wrong:
            yield f"{language}: {wrong}: {_first(text.id)!r}"


def _wrong(text: Message, found: Message | None) -> str:
    """What is wrong with one translation; empty where nothing is."""
    if found is None:
        return "not in the catalogue (run extract)"
    if found.fuzzy:
        return "fuzzy"
    said = _said(found)
    if not all(said):
        return "not translated"
    ids = text.id if isinstance(text.id, list | tuple) else (text.id,)
    return "; ".join(dict.fromkeys(filter(None, (_broken(ids, one) for one in said))))


def _broken(ids: Iterable[str], said: str) -> str:
    """Whether a translation loses or invents a placeholder, or cannot be filled in."""
    *_singular, whole = ids
    allowed = {name for text in ids for name in names(text)}
    wanted = names(whole) if not _singular else set.intersection(*(names(text) for text in ids))
    if wanted - names(said):
        return f"lacks {', '.join(sorted(wanted - names(said)))}"
    if names(said) - allowed:
        return f"has {', '.join(sorted(names(said) - allowed))}, which nothing fills in"
    try:
        if NAMED.search(whole):
            said % defaultdict(str)
        if BRACED.search(whole):
            said.format_map(defaultdict(str))
    except (ValueError, TypeError, IndexError, KeyError) as error:
        return f"cannot be filled in ({error})"
    return ""


def names(text: str) -> set[str]:
    """The placeholders of a text; a country in any case is that country."""
    braced = (CASES.sub("", SAME.get(name, name)) for name in BRACED.findall(text))
    return {f"%({name})" for name in NAMED.findall(text)} | {f"{{{name}}}" for name in braced}


def _first(ids: str | Iterable[str]) -> str:
    return ids if isinstance(ids, str) else next(iter(ids))


@cache
def ready() -> None:
    """Make Django ready: templates and data are read by its own means."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "totalis.site.settings")
    import django  # noqa: PLC0415 - after the settings are named

    django.setup()


def extract() -> None:
    """Write every catalogue anew."""
    english = template()
    for language in LANGUAGES:
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalog = merged(language, english)
        path.write_bytes(written(catalog))
        done = sum(1 for text in catalog if text.id and all(_said(text)))
        print(f"{language}: {done} of {len(english)} translated, {len(catalog.obsolete)} obsolete")


def _said(text: Message) -> tuple[str, ...]:
    found = text.string if isinstance(text.string, list | tuple) else (text.string,)
    return tuple(one or "" for one in found)


def check() -> list[str]:
    """Everything that is wanting in every language."""
    english = template()
    found: list[str] = []
    for language in LANGUAGES:
        path = path_of(language)
        catalog = read_po(BytesIO(path.read_bytes()), locale=language)
        found += problems(language, catalog, english)
        if written(merged(language, english)) != path.read_bytes():
            found.append(f"{language}: not as `extract` writes it")
    return found


def made(language: str) -> bytes:
    """What the pages read of a language; doubtful translations are left out."""
    catalog = read_po(BytesIO(path_of(language).read_bytes()), locale=language)
    catalog.creation_date = datetime.fromtimestamp(0, tz=UTC)  # the same texts are the same bytes
    buffer = BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def compiled() -> None:
    """Write what the pages read."""
    for language in LANGUAGES:
        path_of(language).with_suffix(".mo").write_bytes(made(language))


def main(arguments: list[str] | None = None) -> int:
    """Run one of the three."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("act", choices=("extract", "check", "compile"))
    act = parser.parse_args(arguments).act
    if act == "compile":
        compiled()
        return 0
    ready()
    if act == "extract":
        extract()
        return 0
    found = check()
    print("\n".join(found) or "Every catalogue is whole.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
