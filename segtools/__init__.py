"""Customer segmentation, from a client's raw tables to targets and a plan: one package per stage."""
