"""Tables in and out: files of many rows read as people send them, every refused row with its reason."""
