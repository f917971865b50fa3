"""What the pages show, read from the lawbook, the sheet and the determination; nothing is decided here."""
