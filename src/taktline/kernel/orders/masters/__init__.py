"""Work masters as an office keeps them: written as a whole, listed by operation, from a sheet."""
