"""Starting in the middle: many half-done orders from one sheet, and the end of the opening."""
