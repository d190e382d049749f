"""The `autolab-companion` command: puts the host where browsers find it, takes it away, says what is wrong."""
