"""Values everyone shares: text, refusals, quantities, money, instants and ids."""
