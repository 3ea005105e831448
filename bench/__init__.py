"""Benchmarks against named peers: ``python -m bench.placing`` and so on; each checks that the answers are equal."""
