"""How works are measured: what a work is, its ways in processes of their own, rounds in turn, one table."""
