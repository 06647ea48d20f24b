"""What stands beside a record of any kind: comments, files, and the history of its changes."""
