"""One file for a user without Python: the program with its own interpreter, and what installs it when it is started."""
