"""What payroll reads."""
