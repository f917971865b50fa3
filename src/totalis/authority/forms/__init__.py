"""The forms of the certificate service's pages."""
