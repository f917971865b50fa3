"""Reading conditions: `when: {place: FR, sent: true, any: [{us_person: citizen}, …]}`.

Every key is an observation, every value one of its values or a list of them. Countries are written
with their codes; `US` and the agreement's own code are understood, `elsewhere` is any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from totalis.facts.observations import PARTNER, US, Observation
from totalis.kernel.reading import show
from totalis.lawbook.model import All, AnyOf, Is, Not, Term

Refuse = Callable[[str, str, str, str], None]
NEVER = AnyOf(parts=())
ALWAYS = All(parts=())


class TermReader:
    """Reads conditions against the observations that one agreement knows."""

    def __init__(
        self, observations: Mapping[str, Observation], country: str, refuse: Refuse
    ) -> None:
        self.observations = observations
        self.country = country
        self.refuse = refuse

    def read(self, value: Any, path: str) -> Term:
        """Read a condition; a list means that all of it holds."""
        if isinstance(value, list):
            return All(parts=tuple(self.read(item, f"{path}[{i}]") for i, item in enumerate(value)))
        if not isinstance(value, dict):
            self.refuse(path, show(value), "a condition", "Write `observation: value`.")
            return NEVER
        parts = tuple(self.entry(key, item, f"{path}.{key}") for key, item in value.items())
        return parts[0] if len(parts) == 1 else All(parts=parts)

    def entry(self, key: str, value: Any, path: str) -> Term:
        """Read one line of a condition."""
        if key in ("all", "any", "not"):
            if key == "not":
                return Not(part=self.read(value, path))
            inner = self.read(value, path)
            parts = inner.parts if isinstance(inner, All) else (inner,)
            return All(parts=parts) if key == "all" else AnyOf(parts=parts)
        observation = self.observations.get(key)
        if observation is None:
            self.refuse(
                path,
                f"the observation '{key}'",
                f"one of {', '.join(sorted(self.observations))}, all, any, not",
                "Use a known observation; a new one is added in facts/observations.py.",
            )
            return NEVER
        items = value if isinstance(value, list) else [value]
        words = tuple(self.word(item) for item in items)
        for word in words:
            if word not in observation.domain:
                self.refuse(
                    path,
                    show(word),
                    f"one of {', '.join(observation.domain)}",
                    "Correct the value of the observation.",
                )
                return NEVER
        return Is(name=key, values=words)

    def word(self, item: Any) -> str:
        """The internal word of a value: `US` and the partner's code become sides."""
        if isinstance(item, bool):
            return "true" if item else "false"
        if item == "US":
            return US
        if item == self.country:
            return PARTNER
        return str(item)
