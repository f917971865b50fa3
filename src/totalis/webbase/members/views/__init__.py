"""Pages about an organisation's people."""
