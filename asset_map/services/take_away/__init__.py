"""What planners take away."""
