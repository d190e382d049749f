"""Puts the host where browsers find it, takes it away again, and says what is wrong: the `autolab-companion` command."""
