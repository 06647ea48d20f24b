"""PostgreSQL, and the only place that speaks to it."""
