"""Documents drawn from a determination and nothing else."""
