"""What changes organisations, memberships and mandates."""
