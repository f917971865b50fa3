"""Copy what the pages and documents are made of out of node_modules into the package.

Only what is reached is taken: the compiled USWDS style sheet with the fonts and images that it names, its scripts and
icon sprite, htmx, the worker of ALTCHA, and the fonts that Typst sets documents in (`document_fonts.py`). Standard library only, so
that it runs before anything of our own does: `python -m scripts.build_assets`.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from scripts.document_fonts import document_fonts

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "src/totalis/webbase/static/vendor"
FONTS = ROOT / "src/totalis/documents/fonts"

USWDS = MODULES / "@uswds/uswds"
STYLE_SHEET = Path("css/uswds.min.css")
SCRIPTS = (Path("js/uswds-init.min.js"), Path("js/uswds.min.js"))
SPRITE = Path("img/sprite.svg")
LINK = re.compile(r"""url\((?:"|')?(\.\./[^"')?#]+)""")


def linked_files(style_sheet: Path) -> list[Path]:
    """The files that a style sheet names, relative to its folder's parent; woff2 stands for every font format."""
    text = style_sheet.read_text(encoding="utf-8")
    names = sorted({match.removeprefix("../") for match in LINK.findall(text)})
    return [Path(name) for name in names if not name.endswith((".woff", ".ttf"))]


def copy(source: Path, target: Path) -> None:
    """Copy one file, making its folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def build() -> int:
    """Rebuild both folders from nothing; answers how many files were copied."""
    for folder in (VENDOR, FONTS):
        shutil.rmtree(folder, ignore_errors=True)
    dist = USWDS / "dist"
    wanted = [STYLE_SHEET, *SCRIPTS, SPRITE, *linked_files(dist / STYLE_SHEET)]
    pairs = [(dist / path, VENDOR / "uswds" / path) for path in wanted]
    pairs.append((USWDS / "LICENSE.md", VENDOR / "uswds/LICENSE.md"))
    pairs.append((MODULES / "htmx.org/dist/htmx.min.js", VENDOR / "htmx/htmx.min.js"))
    # Only the worker of the one algorithm that is asked for: its page needs no widget (ADR 0046).
    altcha = MODULES / "altcha"
    pairs.append((altcha / "dist/workers/pbkdf2.js", VENDOR / "altcha/pbkdf2.js"))
    pairs.append((altcha / "LICENSE.txt", VENDOR / "altcha/LICENSE.txt"))
    for source, target in pairs:
        copy(source, target)
    fonts = dict(document_fonts())
    FONTS.mkdir(parents=True)
    for name, data in fonts.items():
        (FONTS / name).write_bytes(data)
    return len(pairs) + len(fonts)


if __name__ == "__main__":
    if not USWDS.is_dir():
        sys.exit(f"{USWDS} is missing: run `make setup`, which installs it with npm.")
    print(f"assets: {build()} files in {VENDOR.relative_to(ROOT)} and {FONTS.relative_to(ROOT)}")
