"""What somebody designed, and the tables and queries that follow from it."""
