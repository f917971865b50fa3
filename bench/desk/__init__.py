"""The case desk under load: 100,000 cases on PostgreSQL, and people who use it."""
