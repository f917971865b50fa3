"""Documents drawn from values and nothing else: memo, packet, letters, story and proof of a day; and their check."""
