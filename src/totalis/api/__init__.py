"""The HTTP door: the same contract as the command line, described by OpenAPI."""
