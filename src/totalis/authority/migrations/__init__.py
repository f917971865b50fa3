"""Migrations of the certificate service."""
