"""The pages: they translate between a request and the selectors."""
