"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class AuthorityConfig(AppConfig):
    """The house of an agency that certifies coverage."""

    name = "totalis.authority"
    label = "authority"

    def ready(self) -> None:
        """Register the checks, and by which digests rows are found, which a new key makes anew."""
        from totalis.authority import checks  # noqa: F401, PLC0415 - imported to register
        from totalis.authority.models import CoverageRequest, IssuedCertificate  # noqa: PLC0415
        from totalis.authority.selectors.register_names import name_keys  # noqa: PLC0415
        from totalis.authority.selectors.requests_worker import worker_keys  # noqa: PLC0415
        from totalis.webbase.secrets.rotation import found_by  # noqa: PLC0415 - models first

        # What was disposed of is found by no digest any more.
        found_by(
            CoverageRequest,
            lambda row: {} if row.disposed_at else {"worker_key": worker_keys(row.answers)[0]},
        )
        found_by(
            IssuedCertificate,
            lambda row: (
                {"name_key": name_keys(row.content["holder"]["name"])[0]} if row.content else {}
            ),
        )
