"""Print the largest files and functions. A compass and not a gate: it never fails, but each name it prints deserves a look."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("src", "tests", "scripts", "bench")
LONG_FILE = 250
LONG_FUNCTION = 30
SHOWN = 8


class Size(NamedTuple):
    """Lines of one thing, and where it stands."""

    lines: int
    where: str


def python_files() -> list[Path]:
    """Every Python file written by hand."""
    found = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def functions(path: Path, text: str) -> list[Size]:
    """Every function of a file with its lines, signature and docstring included."""
    return [
        Size(
            (node.end_lineno or node.lineno) - node.lineno + 1,
            f"{path.relative_to(ROOT)}:{node.lineno} {node.name}",
        )
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def show(title: str, sizes: list[Size], limit: int) -> None:
    """Print the middle, the ninetieth percentile and the largest of some sizes."""
    numbers = [size.lines for size in sizes]
    if len(numbers) < 2:  # noqa: PLR2004 - quantiles need two points
        return
    ninetieth = quantiles(numbers, n=10)[-1]
    over = [size for size in sorted(sizes, reverse=True) if size.lines > limit]
    print(
        f"{title}: {len(numbers)}, median {median(numbers):.0f} lines, nine in ten under {ninetieth:.0f}, "
        f"{len(over)} over {limit}"
    )
    for size in over[:SHOWN]:
        print(f"  {size.lines:5d}  {size.where}")


def main() -> None:
    """Measure the tree and print both reports."""
    texts = {path: path.read_text(encoding="utf-8") for path in python_files()}
    files = [
        Size(len(text.splitlines()), str(path.relative_to(ROOT)))
        for path, text in texts.items()
        if text.strip()
    ]
    show("Files", files, LONG_FILE)
    show("Functions", [size for item in texts.items() for size in functions(*item)], LONG_FUNCTION)


if __name__ == "__main__":
    main()
