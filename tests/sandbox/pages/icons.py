"""A few line icons of our own, in place of the icon font the real pages load from elsewhere."""

from __future__ import annotations

from urllib.parse import quote

_STROKE = "fill='none' stroke='black' stroke-width='2' stroke-linecap='round' stroke-linejoin='round'"

_SHAPES = {
    "person": "<circle cx='12' cy='8' r='4'/><path d='M4 20c1-5 15-5 16 0'/>",
    "arrow_drop_down": "<path fill='black' d='M7 10h10l-5 5z'/>",
    "home": "<path d='M3 12 12 4l9 8M6 10v9h4v-5h4v5h4v-9'/>",
    "grading": "<path d='M4 5h16M4 10h9M4 15h6M13 17l3 3 5-6'/>",
    "clear_all": "<path d='M7 7h13M5 12h13M3 17h13'/>",
    "settings": (
        "<circle cx='12' cy='12' r='3'/>"
        "<path d='M12 3v3m0 12v3M3 12h3m12 0h3M6 6l2 2m8 8 2 2M6 18l2-2m8-8 2-2'/>"
    ),
    "lock": "<rect x='5' y='10' width='14' height='10' rx='1'/><path d='M8 10V7a4 4 0 0 1 8 0v3'/>",
    "access_time": "<circle cx='12' cy='12' r='9'/><path d='M12 7v5l4 2'/>",
    "today": (
        "<rect x='4' y='5' width='16' height='15' rx='1'/>"
        "<path d='M4 9h16M8 3v4m8-4v4'/><path fill='black' d='M7 12h4v4H7z'/>"
    ),
    "file_upload_off": "<path d='M12 16V6m-4 4 4-4 4 4M5 20h14M3 3l18 18'/>",
    "zoom_in": "<circle cx='10' cy='10' r='6'/><path d='m15 15 6 6M10 7v6M7 10h6'/>",
    "file_download": "<path d='M12 4v11m-4-4 4 4 4-4M5 20h14'/>",
    "web": "<rect x='3' y='5' width='18' height='14' rx='1'/><path d='M3 10h18M15 10v9'/>",
    "assessment": "<rect x='3' y='3' width='18' height='18' rx='1'/><path d='M8 17v-7m4 7V7m4 10v-4'/>",
    "assignment": (
        "<rect x='4' y='4' width='16' height='17' rx='1'/><path d='M8 9h8M8 13h8M8 17h5M10 3h4v3h-4z'/>"
    ),
    "person_pin": (
        "<rect x='4' y='2' width='16' height='16' rx='1'/>"
        "<circle cx='12' cy='8' r='2.5'/><path d='M7 15c1-3 9-3 10 0M10 18l2 3 2-3'/>"
    ),
    "class": "<rect x='5' y='3' width='14' height='18' rx='1'/><path d='M8 3v8l3-2 3 2V3'/>",
    "note_add": "<path d='M6 3h8l5 5v13H6zM12 11v6m-3-3h6'/>",
    "verified_user": "<path d='M12 3 4 6v6c0 5 4 8 8 9 4-1 8-4 8-9V6zM8 12l3 3 5-6'/>",
    "developer_board": (
        "<rect x='3' y='5' width='16' height='14' rx='1'/>"
        "<path d='M7 9h4v3H7zM14 9h2M14 13h2M19 9h3m-3 6h3'/>"
    ),
    "contact_mail": "<rect x='2' y='5' width='20' height='14' rx='1'/><path d='m3 7 9 6 9-6'/>",
    "content_copy": "<rect x='8' y='7' width='12' height='14' rx='1'/><path d='M4 17V3h12'/>",
    "link": "<path d='M10 8H7a4 4 0 0 0 0 8h3m4-8h3a4 4 0 0 1 0 8h-3m-5-4h6'/>",
    "done": "<path d='m4 12 6 6L20 6'/>",
    "delete": "<path d='M6 7h12l-1 14H7zM4 7h16M9 4h6'/>",
    "close": "<path d='m5 5 14 14M19 5 5 19'/>",
    "help": "<circle cx='12' cy='12' r='9'/><path d='M9 9a3 3 0 1 1 4 3l-1 2m0 3v.1'/>",
    "insert_drive_file": "<path d='M6 2h8l5 5v15H6zM14 2v5h5'/>",
    "menu": "<path d='M3 6h18M3 12h18M3 18h18'/>",
}


def icon(name: str, classes: str = "left") -> str:
    """The element as on the real page: the icon's name is its text."""
    return f'<i class="material-icons {classes}" data-icon="{name}">{name}</i>'


def icon_css() -> str:
    """Hides the words and paints the shapes."""
    rules = []
    for name, shape in _SHAPES.items():
        svg = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' {_STROKE}>{shape}</svg>"
        rules.append(f'i[data-icon="{name}"]::before{{--shape:url("data:image/svg+xml,{quote(svg)}")}}')
    return "\n".join(rules)
