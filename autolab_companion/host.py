"""The native-messaging host: browsers start it through a launcher (installer/launcher.py)."""

from . import put_application_first


def start() -> None:
    """The whole life of the host's process; pip's .exe, which Windows browsers start, enters here."""
    put_application_first()
    from native_host.__main__ import start as host

    host(after_start=_mend)


def _mend() -> None:
    """Later, in a thread: what the installer recorded is brought up to date."""
    import os

    from native_host.paths import data_home

    if os.path.isfile(os.path.join(data_home(), "install.json")):  # noqa: PTH113, PTH118 - nothing recorded, nothing to import
        from installer.mending import mend_manifests

        mend_manifests()


if __name__ == "__main__":
    start()
