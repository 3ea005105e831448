"""Strengths and gaps: frames in, named Series out on the same index."""
