"""Lists that already exist: how one is read, checked, taken in, taken in again and taken back."""
