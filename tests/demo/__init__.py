"""`make demo`: a student's day with the real host in a real browser, on the sandbox."""
