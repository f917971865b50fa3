"""What the connected desk reads."""
