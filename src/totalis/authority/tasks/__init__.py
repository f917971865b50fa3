"""Background work of the certificate service; each module registers its own jobs."""
