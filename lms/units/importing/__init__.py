"""The two trees as the office's file lists them: one row per unit, parents by their code."""
