"""The command line: run the platform, inspect it, check an app."""
