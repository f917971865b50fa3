"""Payroll: the gate's questions and answers, kept so that any of them can be asked again as it was."""
