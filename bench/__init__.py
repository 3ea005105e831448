"""Benchmarks: ``python -m bench`` measures all works beside named peers; other modules try what may go wrong."""
