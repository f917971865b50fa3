"""The case desk connected to certificate services: files packets, follows them, takes in what is issued."""
