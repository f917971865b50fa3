"""What the connected desk does; each one transaction, one entry in the chain, time passed in."""
