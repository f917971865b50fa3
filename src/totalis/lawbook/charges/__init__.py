"""Charge lines as law: one cited catalogue a country, its strict reader, and the label index."""
