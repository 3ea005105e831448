"""What people with bad intentions, or a cat on the keyboard, could send: it ends in an answer or a clear refusal."""
