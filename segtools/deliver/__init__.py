"""What leaves the house: made from the tables of a run, and from nothing else."""
