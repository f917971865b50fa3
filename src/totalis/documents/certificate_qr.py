"""The QR code of a certificate: the address of its public check, as a picture."""

from __future__ import annotations

from io import BytesIO

import segno

QUIET = 4
"""Light modules around it (ISO/IEC 18004)."""


def qr_svg(address: str) -> str:
    """An SVG; a seventh of it may be damaged and it still reads (level M)."""
    code = segno.make_qr(address, error="m")
    out = BytesIO()
    code.save(out, kind="svg", xmldecl=False, border=QUIET, omitsize=True)
    return out.getvalue().decode()
