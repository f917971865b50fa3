"""What pages and other readers see; nothing here writes."""
