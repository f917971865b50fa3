"""The pages of exposure."""
