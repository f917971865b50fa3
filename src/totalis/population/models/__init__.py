"""The records of population."""
