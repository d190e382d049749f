"""The companion's own program in the data folder: its own Python, the libraries and the application, side by side."""
