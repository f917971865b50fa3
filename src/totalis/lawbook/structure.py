"""Turn plain values into frozen structures, strictly: every problem at once, with file and line."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union

import msgspec

from totalis.kernel.reading import Document, show

CITED = ("source", "in_force_source")
WORDS = {
    bool: "true or false",
    date: "a day that exists, written YYYY-MM-DD",
    int: "a whole number",
    str: "text",
}
Hook = Callable[[Any, str], Any]
S = TypeVar("S", bound=msgspec.Struct)


@cache
def _hints(model: type[msgspec.Struct]) -> dict[str, Any]:
    return typing.get_type_hints(model)


class StructureReader:
    """Reads one document; collects problems instead of stopping at the first.

    `hooks` maps a type to a function that reads values of that type in its own way.
    """

    def __init__(self, document: Document, hooks: dict[Any, Hook]) -> None:
        self.document = document
        self.hooks = hooks
        self.problems: list[Any] = []

    def problem(self, path: str, found: str, expected: str, remedy: str) -> None:
        """Note a problem at a path."""
        self.problems.append(
            self.document.problem(path, found=found, expected=expected, remedy=remedy)
        )

    def read(self, model: type[S], value: Any, path: str, **given: Any) -> S | None:
        """Read a mapping into a structure; `given` are fields that the file does not write."""
        if not isinstance(value, dict):
            self.problem(path, show(value), f"a mapping ({model.__name__})", "Write its fields.")
            return None
        hints = _hints(model)
        fields = {field.name: field for field in msgspec.structs.fields(model)}
        known = [name for name in fields if name not in given]
        for key in value:
            if key not in known:
                self.problem(
                    f"{path}.{key}" if path else key,
                    f"the key '{key}'",
                    f"one of {', '.join(known)}",
                    "Remove it or correct its spelling.",
                )
        arguments: dict[str, Any] = dict(given)
        before = len(self.problems)
        for name in known:
            below = f"{path}.{name}" if path else name
            if value.get(name) is None:
                if fields[name].required:
                    self.problem(below, "nothing", "a value", f"Add `{name}:`.")
                continue
            arguments[name] = self.value(hints[name], value[name], below)
            if name in CITED and fields[name].required and arguments[name] == ():
                self.problem(below, "no source", "at least one source", "Cite where it stands.")
        if len(self.problems) > before:
            return None
        return model(**arguments)

    def value(self, kind: Any, value: Any, path: str) -> Any:  # noqa: PLR0911  (one line a shape)
        """Read one value of a type."""
        if kind in self.hooks:
            return self.hooks[kind](value, path)
        origin = typing.get_origin(kind)
        if origin in (typing.Union, types.UnionType):
            inner = tuple(part for part in typing.get_args(kind) if part is not type(None))
            return self.value(Union[inner], value, path)  # noqa: UP007  (built at run time)
        if origin is tuple:
            return self.items(typing.get_args(kind)[0], value, path)
        if origin is dict:
            return self.mapping(typing.get_args(kind)[1], value, path)
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            return self.read(kind, value, path)
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return self.choice(kind, value, path)
        return self.scalar(kind, value, path)

    def items(self, kind: Any, value: Any, path: str) -> tuple[Any, ...]:
        """Read a list; one word stands for a list of that word."""
        if kind is str and isinstance(value, str):
            return (value,)
        if not isinstance(value, list):
            self.problem(path, show(value), "a list", "Write a list.")
            return ()
        return tuple(self.value(kind, item, f"{path}[{index}]") for index, item in enumerate(value))

    def mapping(self, kind: Any, value: Any, path: str) -> dict[str, Any]:
        """Read a mapping whose entries know their own key (field `key` or `name`)."""
        if not isinstance(value, dict):
            self.problem(path, show(value), "a mapping", "Write `name: {…}` lines.")
            return {}
        result = {}
        for key, item in value.items():
            own = "key" if "key" in _hints(kind) else "name"
            read = self.read(kind, item, f"{path}.{key}", **{own: key})
            if read is not None:
                result[key] = read
        return result

    def choice(self, kind: type[StrEnum], value: Any, path: str) -> StrEnum | None:
        """Read one of the words of an enumeration."""
        try:
            return kind(value)
        except ValueError:
            allowed = ", ".join(item.value for item in kind)
            self.problem(path, show(value), f"one of {allowed}", "Use one of these words.")
            return None

    def scalar(self, kind: Any, value: Any, path: str) -> Any:
        """Read text, a number, a day, true or false."""
        if kind is str and isinstance(value, int | date) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
            return value
        expected = WORDS.get(kind, kind.__name__)
        self.problem(path, show(value), expected, "Correct the value.")
        return None
