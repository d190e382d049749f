"""Where the companion keeps its data: one folder, owned by the user, mode 0700."""

import os
import sys

from .wire.errors import CompanionError

HOME_VARIABLE = "AUTOLAB_COMPANION_HOME"
NAME = "autolab-companion"


def data_home() -> str:
    """Absolute path of the data folder: the environment's choice, else the platform's user-data folder.

    Raises home_unusable for a relative choice: the browser and a terminal would each find another folder.
    """
    chosen = os.environ.get(HOME_VARIABLE)
    if chosen:
        if not os.path.isabs(chosen):  # noqa: PTH117 - pathlib costs the first reply 10 ms
            raise CompanionError("home_unusable", detail=f"{HOME_VARIABLE} must name an absolute path")
        return os.path.abspath(chosen)  # noqa: PTH100 - as above
    if sys.platform == "linux":
        # Where the XDG variables leave no doubt, platformdirs says the same and costs remembered answers 18 ms.
        base = os.environ.get("XDG_DATA_HOME") or os.path.join(os.environ.get("HOME", ""), ".local/share")  # noqa: PTH118 - as above
        if os.path.isabs(base):  # noqa: PTH117 - as above
            return os.path.join(base, NAME)  # noqa: PTH118 - as above
    import platformdirs

    return platformdirs.user_data_dir(NAME, appauthor=False)
