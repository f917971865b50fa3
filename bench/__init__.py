"""Totalis side by side with other rule engines on the same rules and the same cases."""
