"""The forms of exposure."""
