"""What people would use instead, written as people usually write it."""
