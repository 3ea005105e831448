"""Data that is made up: as large and as detailed as the real, the same on every machine."""
