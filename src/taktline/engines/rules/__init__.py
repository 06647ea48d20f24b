"""Rules: what may refuse a command beforehand, and what follows from an event by itself."""
