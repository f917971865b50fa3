"""What changes a case: one transaction, one audit entry, the time passed in."""
