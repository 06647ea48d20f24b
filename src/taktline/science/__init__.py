"""Numbers in, numbers out: indices, charts, sampling and planning, each with its source."""
