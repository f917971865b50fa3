"""Contribution lines by the million through the same-earnings test."""
