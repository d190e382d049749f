"""`make clean-root`: what a student does on a Debian that has browsers and no Python, from one file to hello."""
