"""Who may do what: roles granted over units and places for a time, and the table of their rights."""
