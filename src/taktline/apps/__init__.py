"""The built-in applications: documents and a few verbs for each area of operations."""
