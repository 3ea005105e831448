"""Data protection: consent, dates that act, erasing, what is kept about somebody, and what is kept at all."""
