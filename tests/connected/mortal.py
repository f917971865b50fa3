"""The agency's server that can be told to die: after a request was taken and committed, before the desk is answered."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.promises.watch import install_from_environment
from totalis.site.wsgi import application as real

if TYPE_CHECKING:
    from collections.abc import Iterable

install_from_environment()
ORDER = Path(os.environ["TOTALIS_DATA_DIR"]) / "die"


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Django's own, until the order lies there."""
    response: Iterable[bytes] = real(environ, start_response)
    if environ["PATH_INFO"] == "/service/api/v1/requests" and ORDER.exists():
        ORDER.unlink()
        os.killpg(os.getpgid(0), signal.SIGKILL)
    return response
