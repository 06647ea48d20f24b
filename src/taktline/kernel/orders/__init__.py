"""What is to be done and what was done: job orders from release to close."""
