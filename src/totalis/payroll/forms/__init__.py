"""What people type about payroll."""
