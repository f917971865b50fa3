"""pyHanko's verdict on a seal, wherever the test runs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from pyhanko.sign.validation import validate_pdf_signature


def judged(signature: Any, trusted: Any, **more: Any) -> Any:
    """The status of a signature.

    pyHanko waits for a loop of its own, which a thread in which Playwright has one cannot start: so in another thread.
    """
    with ThreadPoolExecutor(1) as other:
        return other.submit(validate_pdf_signature, signature, trusted, **more).result()
