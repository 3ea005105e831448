"""The current layers, live, as OGC API Features has them."""
