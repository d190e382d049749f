#!/usr/bin/env bash
# Python's keyring 25.7.0 with SecretStorage 3.5.0, on GNOME Keyring (seen with 42.1).
#
# set_password() writes an item with three attributes (application, service, username). get_password() and
# delete_password() look for two of them (service, username), and in the default collection only. So
#   1. an item that another program stored under the same service and username is read, and deleted, as keyring's own;
#   2. once the user makes another keyring the default, a password that is still there reads as None: no error, no
#      question. SecretStorage's search_items() over all collections finds it.
#
# Needs dbus-run-session and gnome-keyring-daemon; both are brought by apt where they are missing.
set -euo pipefail

for package in dbus:dbus-run-session gnome-keyring:gnome-keyring-daemon; do
    command -v "${package#*:}" >/dev/null || apt-get install -y -qq --no-install-recommends "${package%:*}" >/dev/null
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check keyring==25.7.0 SecretStorage==3.5.0

cat >"$work/show.py" <<'PY'
import warnings

import secretstorage
from keyring.backends.SecretService import Keyring
from secretstorage.util import DBusAddressWrapper, format_secret, open_session

warnings.simplefilter("ignore")
backend = Keyring()
bus = secretstorage.dbus_init()
default = secretstorage.get_default_collection(bus)

print("1. another program's item")
names = {"service": "shop", "username": "ann", "application": "another program"}
default.create_item("Another program's", names, b"theirs")
read = backend.get_password("shop", "ann")
print("   keyring never stored anything, and reads:", read)
backend.delete_password("shop", "ann")
left = list(secretstorage.search_items(bus, names))
print("   after keyring's delete_password the other program has:", left)
assert read == "theirs"
assert left == []

print("2. another default")
backend.set_password("shop", "bob", "ours")
service = DBusAddressWrapper("/org/freedesktop/secrets", "org.freedesktop.Secret.Service", bus)
internal = DBusAddressWrapper(
    "/org/freedesktop/secrets", "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface", bus
)
label = {"org.freedesktop.Secret.Collection.Label": ("s", "Other")}
password = format_secret(open_session(bus), b"another", "text/plain")
(path,) = internal.call("CreateWithMasterPassword", "a{sv}(oayays)", label, password)
service.call("SetAlias", "so", "default", path)  # what "Set as default" does in the desktop's own program
read = backend.get_password("shop", "bob")
(found,) = secretstorage.search_items(bus, {"service": "shop", "username": "bob"})
print("   keyring reads:", read)
print("   search_items() finds:", found.get_secret())
assert read is None
assert found.get_secret() == b"ours"
PY

mkdir -m 700 "$work/home"
env -u XDG_DATA_HOME -u DISPLAY HOME="$work/home" XDG_RUNTIME_DIR="$work/home" dbus-run-session -- bash -c '
    printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
    exec "$@"' session "$work/venv/bin/python" "$work/show.py" 2> >(grep -v dbus-daemon >&2)

# Seen:
# 1. another program's item
#    keyring never stored anything, and reads: theirs
#    after keyring's delete_password the other program has: []
# 2. another default
#    keyring reads: None
#    search_items() finds: b'ours'
