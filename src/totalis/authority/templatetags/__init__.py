"""Tags of the pages of the house."""
