"""Asset Map: what a neighbourhood already has, set beside data zones and deprivation."""

__version__ = "0.1.0"
