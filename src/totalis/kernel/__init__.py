"""Values without which nothing can be said: unknown, dates, digests, citations, errors."""
