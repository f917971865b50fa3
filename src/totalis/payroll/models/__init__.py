"""What payroll keeps: which stream belongs to which case, and every answer that was given."""

from __future__ import annotations

from totalis.payroll.models.answers import GateRecord
from totalis.payroll.models.links import StreamLink

__all__ = ["GateRecord", "StreamLink"]
