"""Joint runs: furnace, plating, nesting, molds: several job orders done together, once."""
