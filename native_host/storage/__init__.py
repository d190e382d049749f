"""The cache of what servers answered, and the record of what was submitted; both sealed."""
