"""The pages of payroll."""
