"""What staff do from a table: reading it, comparing it with the course, and doing what was confirmed line by line."""
