"""The fonts that Typst sets documents in: where each comes from, and how it becomes a file that Typst reads.

Public Sans is in the package of USWDS, DejaVu Sans in one of its own. The scripts that neither has come as web fonts, one
package each; a web font is the same font with its tables packed. Chinese, Japanese and Korean come as one collection, byte
for byte that of github.com/notofonts/noto-cjk. Standard library only, as `build_assets.py`.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.woff import unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator

MODULES = Path(__file__).resolve().parent.parent / "node_modules"
_USWDS = MODULES / "@uswds/uswds"
_DEJAVU = MODULES / "dejavu-fonts-ttf"
_AS_THEY_ARE = {
    _USWDS / "dist/fonts/public-sans": (
        "PublicSans-Regular.ttf",
        "PublicSans-Italic.ttf",
        "PublicSans-SemiBold.ttf",
        "PublicSans-Bold.ttf",
        "PublicSans-BoldItalic.ttf",
    ),
    # For the letters that Public Sans lacks, Greek and Cyrillic among them.
    _DEJAVU / "ttf": ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
}
# Package of Fontsource, and the script of which it holds a file. Noto has them all; the four others keep a name's letters in
# the file's text, where Noto composes them out of shifted parts that readers of PDF take for letters twice (ADR 0055).
_WEB_FONTS = {
    "amiri": "arabic",
    "hanuman": "khmer",
    "hind-siliguri": "bengali",
    "noto-sans-armenian": "armenian",
    "noto-sans-devanagari": "devanagari",
    "noto-sans-ethiopic": "ethiopic",
    "noto-sans-georgian": "georgian",
    "noto-sans-gujarati": "gujarati",
    "noto-sans-gurmukhi": "gurmukhi",
    "noto-sans-hebrew": "hebrew",
    "noto-sans-kannada": "kannada",
    "noto-sans-lao": "lao",
    "noto-sans-malayalam": "malayalam",
    "noto-sans-myanmar": "myanmar",
    "noto-sans-oriya": "oriya",
    "noto-sans-sinhala": "sinhala",
    "noto-sans-tamil": "tamil",
    "noto-sans-telugu": "telugu",
    "noto-sans-thaana": "thaana",
    "noto-serif-tibetan": "tibetan",
    "sarabun": "thai",
}
_WEIGHTS = {"400": "Regular", "700": "Bold"}
_COLLECTION, _COLLECTION_FILE = "noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc"


def document_fonts() -> Iterator[tuple[str, bytes]]:
    """Every file of the folder of fonts, licences included: its name and its bytes."""
    for folder, names in _AS_THEY_ARE.items():
        for name in names:
            yield name, (folder / name).read_bytes()
    yield "LICENSE-public-sans.md", (_USWDS / "LICENSE.md").read_bytes()
    yield "LICENSE-dejavu.txt", (_DEJAVU / "LICENSE").read_bytes()
    for package, script in _WEB_FONTS.items():
        yield from _web_font(package, script)
    yield from _collection()


def _web_font(package: str, script: str) -> Iterator[tuple[str, bytes]]:
    folder = MODULES / "@fontsource" / package
    family = package.title().replace("-", "")
    for number, style in _WEIGHTS.items():
        packed = folder / f"files/{package}-{script}-{number}-normal.woff"
        yield f"{family}-{style}.ttf", unpacked(packed.read_bytes())
    yield f"LICENSE-{package}.txt", (folder / "LICENSE").read_bytes()


def _collection() -> Iterator[tuple[str, bytes]]:
    found = find_spec(_COLLECTION)
    if found is None or found.origin is None:
        msg = f"The Python package {_COLLECTION} is missing: run `make setup`."
        raise FileNotFoundError(msg)
    package = Path(found.origin).parent
    yield _COLLECTION_FILE, (package / _COLLECTION_FILE).read_bytes()
    (licence,) = package.parent.glob(f"{_COLLECTION}-*.dist-info/licenses/LICENSE")
    yield "LICENSE-noto-sans-cjk.txt", licence.read_bytes()
