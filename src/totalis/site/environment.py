"""What the environment may say: every TOTALIS_ variable is read through here, strictly.

A value that cannot be read stops the start with the name of the variable, what was found and what is expected; nothing
falls back to a guess.
"""

from __future__ import annotations

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from platformdirs import user_data_path

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off", ""})


def flag(name: str, *, default: bool) -> bool:
    """A yes or a no."""
    word = os.environ.get(name)
    if word is None:
        return default
    if word.strip().lower() in TRUE_WORDS:
        return True
    if word.strip().lower() in FALSE_WORDS:
        return False
    message = f"{name} is {word!r}; expected 1 or 0 (true, false, yes, no, on, off also do)."
    raise ImproperlyConfigured(message)


def count(name: str, *, default: int) -> int:
    """A whole number from 0."""
    text = os.environ.get(name)
    if text is None:
        return default
    if text.strip().isdecimal():
        return int(text)
    message = f"{name} is {text!r}; expected a whole number, 0 or more."
    raise ImproperlyConfigured(message)


def names(name: str, *, default: list[str]) -> list[str]:
    """A list, separated by commas."""
    text = os.environ.get(name)
    if text is None:
        return default
    return [part.strip() for part in text.split(",") if part.strip()]


def networks(name: str, *, default: list[str]) -> list[IPv4Network | IPv6Network]:
    """Networks such as 10.1.0.0/16, separated by commas."""
    try:
        return [ip_network(part) for part in names(name, default=default)]
    except ValueError as error:
        message = f"{name}: {error}; expected networks such as 10.1.0.0/16, separated by commas."
        raise ImproperlyConfigured(message) from error


def data_directory() -> Path:
    """Where Totalis keeps what it writes: TOTALIS_DATA_DIR, else the place that the system has for such data."""
    return Path(os.environ.get("TOTALIS_DATA_DIR") or user_data_path("totalis", appauthor=False))


def signing() -> dict[str, str]:
    """Where an agency's keys lie; empty texts where nothing is named (`authority.keys`)."""
    variables = {
        "PKCS12": "TOTALIS_SIGNING_PKCS12",
        "PASSPHRASE": "TOTALIS_SIGNING_PASSPHRASE",
        "MODULE": "TOTALIS_SIGNING_MODULE",
        "TOKEN": "TOTALIS_SIGNING_TOKEN",
        "LABEL": "TOTALIS_SIGNING_LABEL",
        "PIN": "TOTALIS_SIGNING_PIN",
        "TSA": "TOTALIS_SIGNING_TSA",
        "MESSAGE_KEY": "TOTALIS_MESSAGE_KEY",
    }
    return {part: os.environ.get(name, "") for part, name in variables.items()}
