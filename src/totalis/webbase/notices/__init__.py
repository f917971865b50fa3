"""Notices to users, on the page and by e-mail, through an outbox that survives a crash."""
