"""The incremental engine: which blocks of a document must run again so that all it shows is what a fresh run shows."""
