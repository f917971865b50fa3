"""How pages name what the engine proposes, and priorities."""

from __future__ import annotations

PROPOSAL_WORDS = {
    "issue": "Issue",
    "refuse": "Refuse",
    "ask": "Ask for information",
    "exception": "Exception: both agencies must agree",
    "person": "A person decides",
}
PRIORITIES = {0: "Ordinary", 1: "Soon", 2: "At once"}
