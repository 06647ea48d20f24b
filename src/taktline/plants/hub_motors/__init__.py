"""The hub-motor plant: seed documents, and a simulation of its days by a fixed seed."""
