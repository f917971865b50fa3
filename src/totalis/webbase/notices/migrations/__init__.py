"""Migrations of the notices app."""
