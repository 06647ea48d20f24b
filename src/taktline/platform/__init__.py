"""The door through which everything changes, and what guards it."""
