"""The payroll gate in bulk, against a million certificates on PostgreSQL."""
