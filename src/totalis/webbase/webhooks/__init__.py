"""Webhooks: signed messages that tell another system what changed, sent until it has them."""
