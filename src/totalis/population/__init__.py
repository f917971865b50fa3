"""Whole populations: a register of engagements in, decisions out, cases opened from findings."""
