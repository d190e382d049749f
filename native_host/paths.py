"""Where the companion keeps its data: one folder, owned by the user, mode 0700."""

import os

HOME_VARIABLE = "AUTOLAB_COMPANION_HOME"


def data_home() -> str:
    """Absolute path of the data folder: the environment's choice, else the platform's user-data folder."""
    chosen = os.environ.get(HOME_VARIABLE)
    if chosen:
        return os.path.abspath(chosen)  # noqa: PTH100 - pathlib costs the first reply 10 ms
    import platformdirs  # 25 ms that the first reply must not pay

    return platformdirs.user_data_dir("autolab-companion", appauthor=False)
