"""Write the documents that follow from code and law, and fill the examples in those that people write.

`python scripts/write_docs.py` writes what differs and names it. Tests compare every file with it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
HAND_WRITTEN = (
    ROOT / "README.md",
    ROOT / "ARCHITECTURE.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    DOCS / "README.md",
    DOCS / "api.md",
    DOCS / "determination.md",
    DOCS / "verify.md",
    DOCS / "benefits.md",
    DOCS / "certificates.md",
    DOCS / "charges.md",
    DOCS / "connected.md",
    DOCS / "exchange.md",
    DOCS / "exposure.md",
    DOCS / "forms.md",
    DOCS / "gate.md",
    DOCS / "languages.md",
    DOCS / "screening.md",
    DOCS / "webhooks.md",
    DOCS / "desk.md",
    DOCS / "operations.md",
    DOCS / "registers.md",
    DOCS / "walk.md",
    *sorted((DOCS / "readers").glob("*.md")),
    ROOT / "SECURITY.md",
)


def drafts() -> dict[Path, str]:
    """Every document as it must be but for what its examples print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "totalis.site.settings")
    import django  # noqa: PLC0415 - needs the settings first

    django.setup()
    from scripts.docs import commands, facts, law, regions  # noqa: PLC0415 - need Django set up

    texts = {path: regions.written(path.read_text(encoding="utf-8")) for path in HAND_WRITTEN}
    texts |= {DOCS / "cli.md": commands.page(), DOCS / "facts.md": facts.page()}
    return texts | {DOCS / "law" / name: text for name, text in law.pages().items()}


def complete(path: Path, draft: str) -> str:
    """The text that a document must hold; pages of the law have no examples."""
    from scripts.docs import examples  # noqa: PLC0415 - needs Django set up

    return draft if path.parent == DOCS / "law" else examples.filled(draft)


def main() -> None:
    """Write what differs and name it; name pages of agreements that are no more."""
    wanted = {path: complete(path, draft) for path, draft in drafts().items()}
    for path, text in wanted.items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(f"written: {path.relative_to(ROOT)}")
    for path in sorted((DOCS / "law").glob("*.md")):
        if path not in wanted:
            print(f"no agreement is behind {path.relative_to(ROOT)}: delete it")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
