"""Autolab Companion as it is installed: one import package around an application, `native_host` and `installer`.

Both lie in this folder of an installation, as they lie beside it in a checkout, and are imported by their own short
names. That folder goes first on `sys.path`, so no other distribution's `installer` can stand in for ours.
"""

import os
import sys


def put_application_first() -> None:
    """Have this process import `native_host` and `installer` from here; what starts the companion calls it once."""
    here = os.path.dirname(__file__)  # noqa: PTH120 - pathlib would delay the first reply
    installed = os.path.isdir(os.path.join(here, "native_host"))  # noqa: PTH112, PTH118 - as above
    sys.path.insert(0, here if installed else os.path.dirname(here))  # noqa: PTH120 - as above
