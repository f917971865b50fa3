"""How a certificate is asked for, checked, received and used: procedure as data and pure functions over a case file."""
