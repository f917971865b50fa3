"""Screening against the plain scan of the same engine, and against other engines on the same rules."""
