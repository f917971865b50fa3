"""Signed HTTP between machines (RFC 9421): who sent it, that nobody changed it, that it is not heard twice."""
