"""Orders change while they run: a new revision from an operation or card on, told to stations."""
