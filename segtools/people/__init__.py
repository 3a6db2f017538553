"""People: which columns say who a person is, what stands for their ids, and comments without what looks personal."""
