"""Pages: read by selectors, act by services."""
