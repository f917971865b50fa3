"""What is done in exposure: lines taken and classified, unclear ones resolved, contributions tested."""
