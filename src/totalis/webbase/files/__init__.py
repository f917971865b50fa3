"""Files by the digest of their content: encrypted at rest, sniffed, bounded, previewed safely, never overwritten."""
