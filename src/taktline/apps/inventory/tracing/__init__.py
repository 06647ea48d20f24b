"""A trace as people need it: the graph, what was done to each lot, where all of it is."""
