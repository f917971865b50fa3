"""The web foundation, which knows no law: page frame, static files, headers, clock."""
