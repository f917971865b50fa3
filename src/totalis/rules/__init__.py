"""What a rule means: conditions over observations, base rule and exceptions, one compiled program."""
