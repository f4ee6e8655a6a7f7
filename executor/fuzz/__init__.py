"""Differential fuzzing: random programs under random edits, each shown state compared with a fresh run of it."""
