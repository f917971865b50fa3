"""Migrations of the signed app."""
