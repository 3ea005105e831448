"""A copy of everything that is kept: made while others work, opened to see that it is whole, and put back."""
