"""Totalis: which country's social security covers work that crosses a border, and how that is shown."""

from __future__ import annotations

__version__ = "0.1.0"
