"""Where the companion keeps its data: one folder, owned by the user, mode 0700."""

import os

from .wire.errors import CompanionError

HOME_VARIABLE = "AUTOLAB_COMPANION_HOME"


def data_home() -> str:
    """Absolute path of the data folder: the environment's choice, else the platform's user-data folder.

    Raises home_unusable for a relative choice: the browser and a terminal would each find another folder.
    """
    chosen = os.environ.get(HOME_VARIABLE)
    if chosen:
        if not os.path.isabs(chosen):  # noqa: PTH117 - pathlib costs the first reply 10 ms
            raise CompanionError("home_unusable", detail=f"{HOME_VARIABLE} must name an absolute path")
        return os.path.abspath(chosen)  # noqa: PTH100 - as above
    import platformdirs  # 25 ms that the first reply must not pay

    return platformdirs.user_data_dir("autolab-companion", appauthor=False)
