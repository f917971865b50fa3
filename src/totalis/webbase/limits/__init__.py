"""Limits on what is open to everybody, shared by all processes; and a proof of work instead of a puzzle (ADR 0046)."""
