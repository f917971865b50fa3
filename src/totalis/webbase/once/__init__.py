"""A form that is sent twice acts once."""
