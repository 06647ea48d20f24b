"""FEEL, the language of every condition and formula: parsed, checked and evaluated."""
