"""The append-only chain: who did, saw and approved what."""
