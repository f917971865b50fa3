"""Migrations of the once app."""
