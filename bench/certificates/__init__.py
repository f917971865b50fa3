"""How fast certificates are issued, sealed and stored."""
