"""The seal of an agency: its key, and what is signed by it. PDFs (PAdES) and tokens (JWS), one key, no Django, no network."""
