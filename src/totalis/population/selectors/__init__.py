"""What is read of screenings."""
