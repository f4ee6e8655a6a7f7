"""Pinlight's executor: one process per sandbox that runs documents block by block."""

PROTOCOL = 1
