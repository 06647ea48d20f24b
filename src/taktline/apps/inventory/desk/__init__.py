"""What the stock desk and the scanner read: sums, differences, picking, what a code means."""
