"""The certificate service: requests online, examination, issue, register, checks, exchange with partner agencies."""
