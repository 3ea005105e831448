"""Official boundaries and deprivation editions in; points into zones."""
