"""Totalized benefits by the hundred thousand."""
