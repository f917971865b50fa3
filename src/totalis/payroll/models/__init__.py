"""The records of payroll."""
