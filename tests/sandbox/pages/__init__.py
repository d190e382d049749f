"""The web pages: structure as on the real server, look approximated, no request to anywhere else."""
