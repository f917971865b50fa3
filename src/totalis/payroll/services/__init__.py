"""What is done in payroll: questions asked and kept, streams linked to cases."""

from __future__ import annotations

from totalis.payroll.services.asking import Asked, ask, ask_many, asked

__all__ = ["Asked", "ask", "ask_many", "asked"]
