"""Encryption at rest of personal data: keys, and fields that hold ciphertext in the database."""
