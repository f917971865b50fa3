"""The public pages: decide, read the law, see where an answer comes from."""
