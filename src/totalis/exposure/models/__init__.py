"""The records of exposure."""
