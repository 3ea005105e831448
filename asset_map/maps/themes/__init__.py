"""In which ways can the zones of a map of strengths and gaps be coloured? A module for each."""
