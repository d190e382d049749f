"""Windows: what starts the program there. Browsers want an .exe, and pip's own would name a Python by its full path."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

SHEBANG = b"#!<launcher_dir>\\..\\python.exe -I\r\n"
"""As distlib's launcher reads it: the interpreter beside the folder that the .exe lies in, wherever that is."""
FOLDER = "Scripts"
SCRIPTS = {
    "autolab-companion": "import sys\nfrom autolab_companion.__main__ import main\nsys.exit(main())\n",
    "autolab-companion-host": "from autolab_companion.host import start\nstart()\n",
}
EARLIEST = (1980, 1, 1, 0, 0, 0)


def add_scripts(program: Path) -> None:
    """Write the commands, where pip would have put them."""
    (program / FOLDER).mkdir(exist_ok=True)
    for name, code in SCRIPTS.items():
        (program / FOLDER / f"{name}.exe").write_bytes(script(code))


def script(code: str) -> bytes:
    """A console program: distlib's launcher, which pip brings, and behind it the code as a zip archive."""
    import pip

    launcher = Path(pip.__file__).parent / "_vendor/distlib/t64.exe"
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("__main__.py", EARLIEST), code)
    return launcher.read_bytes() + SHEBANG + packed.getvalue()
