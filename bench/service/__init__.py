"""The certificate service under load, and killed under load."""
