"""Write the names of countries in the languages of the public pages, as CLDR has them (by Babel).

Run it when CLDR or the list of countries has changed; the pages read what it wrote, and need no Babel.
"""

from __future__ import annotations

import babel
import yaml

from scripts.catalogues import LANGUAGES
from totalis.facts.countries import COUNTRIES
from totalis.facts.country_names import FOLDER


def names(language: str) -> dict[str, str]:
    """The countries that facts can name, by their codes."""
    found = babel.Locale(language).territories
    return {code: found[code] for code in COUNTRIES}


def write() -> None:
    """Write one file a language."""
    FOLDER.mkdir(exist_ok=True)
    for language in LANGUAGES:
        head = f"# Countries by the names of CLDR; written by scripts/country_names.py (Babel {babel.__version__}).\n"
        body = yaml.safe_dump(names(language), allow_unicode=True, width=120)
        (FOLDER / f"countries.{language}.yaml").write_text(head + body, encoding="utf-8")


if __name__ == "__main__":
    write()
