"""The faces of the door for other programs: HTTP, live hints, OpenAPI."""
