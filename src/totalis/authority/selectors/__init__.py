"""What the certificate service reads."""
