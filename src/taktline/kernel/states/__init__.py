"""What machines did and when: states, stops and counters as intervals."""
