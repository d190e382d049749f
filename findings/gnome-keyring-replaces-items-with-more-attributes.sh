#!/usr/bin/env bash
# GNOME Keyring (seen with 42.1), asked through SecretStorage 3.5.0.
#
# CreateItem with replace=true is to replace "an item with the same attributes" (Secret Service API, Collection). GNOME
# Keyring takes any item that has the given attributes *among* its own: one that another program made more specific is
# overwritten, secret and attributes. To change a secret of one's own, set it on the item that was found (SetSecret).
#
# Needs dbus-run-session and gnome-keyring-daemon; both are brought by apt where they are missing.
set -euo pipefail

for package in dbus:dbus-run-session gnome-keyring:gnome-keyring-daemon; do
    command -v "${package#*:}" >/dev/null || apt-get install -y -qq --no-install-recommends "${package%:*}" >/dev/null
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check SecretStorage==3.5.0

cat >"$work/show.py" <<'PY'
import warnings

import secretstorage

warnings.simplefilter("ignore")
bus = secretstorage.dbus_init()
default = secretstorage.get_default_collection(bus)
specific = {"service": "shop", "username": "ann", "profile": "work"}
general = {"service": "shop", "username": "ann"}

first = default.create_item("Specific", specific, b"first")
second = default.create_item("General", general, b"second", replace=True)
items = [(item.get_label(), item.get_secret()) for item in default.get_all_items()]
print("the same item:", first.item_path == second.item_path)
print("items with profile=work:", list(secretstorage.search_items(bus, specific)))
print("all items:", items)
assert first.item_path == second.item_path
assert items == [("General", b"second")]
PY

mkdir -m 700 "$work/home"
env -u XDG_DATA_HOME -u DISPLAY HOME="$work/home" XDG_RUNTIME_DIR="$work/home" dbus-run-session -- bash -c '
    printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
    exec "$@"' session "$work/venv/bin/python" "$work/show.py" 2> >(grep -v dbus-daemon >&2)

# Seen:
# the same item: True
# items with profile=work: []
# all items: [('General', b'second')]
