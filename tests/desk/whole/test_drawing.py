"""A page with many previews asks for all of them at the same moment: PDFium, which draws them, knows no threads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.desk.file.papers import pdf

WORDS = ("The worker is sent by her employer and stays in its service. " * 40,) * 8
PROGRAM = Path(__file__).with_name("drawing_at_once.py")


def test_many_pages_drawn_at_once(tmp_path):
    paper = tmp_path / "letter.pdf"
    paper.write_bytes(pdf("Assignment of Maria Rivera", *WORDS, pages=6))
    ended = subprocess.run(  # noqa: S603 - this environment's own Python
        [sys.executable, PROGRAM, paper], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, f"It ended with {ended.returncode}: {ended.stderr[-2000:]}"
