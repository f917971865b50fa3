"""What is read of exposure."""
