"""The native-messaging host: browsers start it through a launcher (installer/launcher.py)."""

from . import put_application_first


def start() -> None:
    """The whole life of the host's process; pip's .exe, which Windows browsers start, enters here."""
    put_application_first()
    from native_host.__main__ import start as host

    host()


if __name__ == "__main__":
    start()
