"""What things are: words, records and rules, in the standard library only."""
