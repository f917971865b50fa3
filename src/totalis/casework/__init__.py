"""The case desk: cases from first facts to proof on any later day."""
