"""What can be asked: the vocabulary of facts, the fact sheet and its strict reader."""
