"""What a station asks: is everything here for its jobs, does this lot fit, whose code is this."""
