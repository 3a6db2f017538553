"""Worlds: clients made up from a seed, each with the truth beside it. README.md tells of each; make.py makes them."""
