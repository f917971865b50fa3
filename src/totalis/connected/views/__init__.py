"""The pages of connected filing."""
