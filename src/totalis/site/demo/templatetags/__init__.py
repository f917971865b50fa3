"""What the demonstration's own template needs."""
