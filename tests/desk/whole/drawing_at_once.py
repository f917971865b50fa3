"""A program that draws and reads pages of one PDF in many threads at once. Started by a test: a fault would end it."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from totalis.webbase.files.pictures import page_of_pdf, pages_of_pdf
from totalis.webbase.files.texts import text_of_pdf

data = Path(sys.argv[1]).read_bytes()
pages = pages_of_pdf(data)


def work(number: int) -> bool:
    """Draw a page now and then, read the text of all, count them."""
    if number % 10 == 0:
        return page_of_pdf(data, number % pages + 1) is not None
    return "Assignment" in text_of_pdf(data) and pages_of_pdf(data) == pages


with ThreadPoolExecutor(16) as pool:
    assert all(pool.map(work, range(400)))
