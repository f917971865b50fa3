"""Write the public contract as files: docs/schemas/*.json, docs/openapi.json, docs/openapi-service.json. Tests compare them with the code."""

from __future__ import annotations

import json
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"


def text_of(value: object) -> str:
    """JSON as it is committed: indented, in the order of the code, with a last line end."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def contract() -> dict[Path, str]:
    """Every file of the contract with the text that it must hold."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "totalis.site.settings")
    import django  # noqa: PLC0415 - needs the settings first

    django.setup()
    from totalis.api.application import api  # noqa: PLC0415 - needs Django set up
    from totalis.api.schemas import SCHEMAS  # noqa: PLC0415 - needs Django set up
    from totalis.api.service.application import api as service  # noqa: PLC0415 - needs Django set up

    files = {DOCS / f"schemas/{name}.json": text_of(make()) for name, make in SCHEMAS.items()}
    return {
        **files,
        DOCS / "openapi.json": text_of(api.get_openapi_schema()),
        DOCS / "openapi-service.json": text_of(service.get_openapi_schema()),
    }


def main() -> None:
    """Write what differs and name it."""
    for path, text in contract().items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(f"written: {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
