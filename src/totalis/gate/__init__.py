"""The payroll question: withhold, exempt or hold, with the reason; doubt is hold, and hold withholds."""
