"""Combined credits and the totalized benefit of the United States: pure, exact, every step with its citation."""
