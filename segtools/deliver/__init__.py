"""The files for the client, made from the tables of a run and from nothing else."""
