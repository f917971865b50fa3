"""Examples in documents: files that a block names, commands with what they print, requests with their answers.

A block whose first line is `# name.yaml` is that file. In a `console` block, lines that begin with `$ `
are commands and the lines under them what was printed. A `http` block that begins with a method is a
request, and the `http` block after it the answer. `filled` runs them all, in a folder of their own, and
puts what came out into the text; a document that already says so comes back unchanged.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from django.test import Client

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FILE_NAME = re.compile(r"# ([\w./-]+\.(?:yaml|json|py))")
PROMPT = "$ "
SECONDS = 60


class Block(NamedTuple):
    """A fenced block: its language and its text."""

    language: str
    text: str

    @property
    def file_name(self) -> str | None:
        """The file that the block is, where its first line names one."""
        match = FILE_NAME.fullmatch(self.text.split("\n", 1)[0])
        return match[1] if match else None


def blocks(text: str) -> list[Block]:
    """Every fenced block of a document."""
    return [Block(*match.groups()) for match in FENCE.finditer(text)]


def filled(text: str) -> str:
    """The document with what its commands print and what its requests are answered.

    Raises:
        AssertionError: a command failed, or named a file that no block is.
    """
    with TemporaryDirectory() as folder:
        runner = _Runner(Path(folder))
        return FENCE.sub(runner.block, text)


class _Runner:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.answer = ""

    def block(self, match: re.Match[str]) -> str:
        block = Block(*match.groups())
        text = block.text
        if block.file_name:
            path = self.folder / block.file_name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif block.language == "console":
            text = self.console(text)
        elif block.language == "http" and text.startswith("HTTP/"):
            text, self.answer = self.answer, ""
        elif block.language == "http":
            self.answer = ask(text)
        return f"```{block.language}\n{text}```"

    def console(self, text: str) -> str:
        commands = [line for line in text.splitlines() if line.startswith(PROMPT)]
        return "".join(f"{line}\n{run(line[len(PROMPT) :], self.folder)}" for line in commands)


def run(command: str, folder: Path) -> str:
    """What a command prints, both streams together."""
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")},
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "LC_ALL": "C.UTF-8",
            "HOME": str(folder),
            "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache"),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}"  # noqa: S101
    return done.stdout


def ask(text: str) -> str:
    """What the application answers to a request that is written out."""
    head, _empty, body = text.partition("\n\n")
    first, *headers = head.splitlines()
    method, address = first.split(" ", 1)
    named = dict(line.split(": ", 1) for line in headers)
    kind = named.pop("Content-Type", "application/octet-stream")
    client = Client(headers={"Host": "localhost", **named})
    answer = client.generic(method, address, body.encode(), content_type=kind)
    status = f"HTTP/1.1 {answer.status_code} {answer.reason_phrase}"
    shown = json.dumps(json.loads(answer.content), indent=2, ensure_ascii=False)
    return f"{status}\nContent-Type: {answer['Content-Type']}\n\n{shown}\n"
