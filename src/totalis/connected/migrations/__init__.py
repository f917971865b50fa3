"""Migrations of the connected desk."""
