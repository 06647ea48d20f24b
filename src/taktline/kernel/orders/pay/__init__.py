"""Pay in its simple form: confirmed pieces times rate plus hours times rate."""
