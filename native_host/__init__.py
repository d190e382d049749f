"""The native-messaging host of Autolab Companion: the only process that ever holds a token."""

__version__ = "0.1.0"
