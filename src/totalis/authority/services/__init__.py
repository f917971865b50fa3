"""What the certificate service does; each one transaction, one entry in the chain, time passed in."""
