"""The addresses: `public` for everybody, `house` for examiners."""
