"""The records of registers."""
