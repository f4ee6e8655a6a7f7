"""Ordinary scripts, random edits of them, and what an incremental session shows beside a fresh run of each state."""
