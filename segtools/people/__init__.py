"""People: which columns say who a person is, the ids that replace theirs, and comments with personal details masked."""
