"""The eight cases. A story yields the moment of its next step; the runner plays all of them in the order of time."""
