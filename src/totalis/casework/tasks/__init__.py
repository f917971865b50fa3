"""Work without a person: notices, expiries, changed law."""
