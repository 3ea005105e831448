"""Who works on the records: letting people in, saying what they may do, and letting them go."""
