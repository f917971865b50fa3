"""Request forms as dated data: one definition for each agreement and lane."""
