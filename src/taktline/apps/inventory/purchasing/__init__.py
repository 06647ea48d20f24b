"""Purchase orders: what was ordered and promised, what came, and what came beyond it."""
