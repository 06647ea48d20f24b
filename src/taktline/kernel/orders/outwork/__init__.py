"""Outside processing: pieces go to suppliers by card, piece or weight, and come back, or not."""
