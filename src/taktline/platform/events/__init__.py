"""What happened, in one sealed order: numbering, following, proving."""
