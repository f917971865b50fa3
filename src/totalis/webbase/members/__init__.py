"""Who belongs to an organisation: sign-up, invitations, roles, mandates and settings, each change in the audit chain.

It stands above `accounts`, which says who may do what, and `audit`, which needs `accounts`; it has no tables.
"""
