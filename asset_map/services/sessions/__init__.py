"""Mapping sessions: how one is prepared, joined, contributed to, reviewed, reported and answered."""
