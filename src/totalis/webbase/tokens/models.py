"""The records of tokens."""
