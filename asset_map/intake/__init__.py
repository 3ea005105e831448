"""Files in: reading tables and matching their columns to fields."""
