"""The records of webhooks."""
