"""The certificate service for connected desks: file, follow, answer, take back, fetch what was issued."""
