"""The evidence store in a bucket of any S3-compatible service."""

from __future__ import annotations

from typing import Any

from storages.backends.s3 import S3Storage  # type: ignore[import-untyped] # it has no types


class BucketStorage(S3Storage):  # type: ignore[misc] # its base has no types
    """Contents are private, never overwritten, and never handed out by an address of the bucket."""

    def get_default_settings(self) -> dict[str, Any]:
        """The library's, but closed."""
        return {
            **super().get_default_settings(),
            "file_overwrite": False,
            "default_acl": None,
            "querystring_auth": True,
            "signature_version": "s3v4",
            "object_parameters": {"ContentType": "application/octet-stream"},
        }
