"""Reading and writing messages: strict, with every refusal in words that the other side can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from totalis.authority.exchange.shapes import (
    IDENTIFIER_LENGTH,
    KINDS,
    SCHEMA,
    TEXT_LENGTH,
    Message,
    Receipt,
)
from totalis.kernel.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

NUL = rb"\u0000"
"""As JSON writes it. No text needs it, and not every database keeps it."""
_DECODER = msgspec.json.Decoder(Message)
_RECEIPTS = msgspec.json.Decoder(Receipt)
_ENCODER = msgspec.json.Encoder(order="deterministic")


def written(message: Message | Receipt) -> str:
    """A message as it is sent: JSON, the same text for the same message."""
    return _ENCODER.encode(message).decode()


def read_message(text: str | bytes) -> Message:
    """A message out of its JSON.

    Raises:
        InputError: it is none of `totalis/exchange/1`, or what it says cannot be.
    """
    if NUL in (text.encode() if isinstance(text, str) else text):
        says = "the sign NUL"
        raise _unreadable(says)
    try:
        message = _DECODER.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _unreadable(str(error)) from error
    problems = list(_problems(message))
    if problems:
        raise InputError(problems)
    return message


def read_receipt(text: str | bytes) -> Receipt:
    """A receipt out of its JSON.

    Raises:
        InputError: it is none.
    """
    try:
        return _RECEIPTS.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _unreadable(str(error)) from error


def _unreadable(says: str) -> InputError:
    path = says.rpartition("`")[0].rpartition("`")[2].removeprefix("$.") or "message"
    remedy = f"Write it as {SCHEMA}, with one of the kinds {', '.join(KINDS)} (docs/exchange.md)."
    return InputError([Problem(path, says, f"a message of {SCHEMA}", remedy)])


def _problems(message: Message) -> Iterator[Problem]:
    if message.schema != SCHEMA:
        yield Problem("schema", message.schema, SCHEMA, "Send a version that this side reads.")
    for path in ("identifier", "conversation"):
        value = getattr(message, path)
        if not 0 < len(value) <= IDENTIFIER_LENGTH or not value.isascii() or " " in value:
            expected = f"1 to {IDENTIFIER_LENGTH} ASCII signs without spaces"
            yield Problem(path, repr(value[:80]), expected, "Make a random one, such as a UUID.")
    if len(message.answers) > IDENTIFIER_LENGTH:
        expected = f"at most {IDENTIFIER_LENGTH} signs"
        yield Problem("answers", repr(message.answers[:80]), expected, "Name what it answers.")
    if message.written_at.tzinfo is None:
        remedy = "Write it with Z or an offset."
        yield Problem("written_at", "a moment without time zone", "a moment in UTC", remedy)
    if bool(message.content.answers_to) != bool(message.answers):
        expected = (
            f"the identifier of {' or '.join(message.content.answers_to)}"
            if message.content.answers_to
            else "nothing: this kind answers no message"
        )
        yield Problem("answers", repr(message.answers), expected, "Name what it answers.")
    yield from _about_content(message)


def _about_content(message: Message) -> Iterator[Problem]:
    content = message.content
    for path in ("text", "reasons"):
        value = getattr(content, path, "")
        if len(value) > TEXT_LENGTH:
            found = f"{len(value)} characters"
            yield Problem(f"content.{path}", found, f"at most {TEXT_LENGTH}", "Write it shorter.")
    if hasattr(content, "text") and not content.text.strip():
        yield Problem("content.text", "nothing", "a text", "Write what is meant.")
    if getattr(content, "agrees", True) is False and not content.reasons.strip():  # type: ignore[union-attr] # of the two replies
        yield Problem("content.reasons", "nothing", "reasons for the refusal", "Say why.")
    coverage = getattr(content, "coverage", None) or getattr(content, "proposed", None)
    if coverage is not None:
        period = coverage.period
        if period.last is not None and period.last < period.first:
            found = f"{period.first} to {period.last}"
            yield Problem("content.period", found, "a first day not after the last", "Mend it.")
        if coverage.covered_by == coverage.exempt_in:
            yield Problem(
                "content.exempt_in", coverage.exempt_in, "another country", "Name the other one."
            )
