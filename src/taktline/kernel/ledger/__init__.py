"""Where everything is and what it is worth: places, moves, balances, genealogy."""
