"""Bills of materials: exploded downwards, searched upwards, compared, and written as a whole."""
