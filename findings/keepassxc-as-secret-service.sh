#!/usr/bin/env bash
# KeePassXC as Secret Service (seen with 2.7.4 of Debian 12), asked through keyring 25.7.0 and SecretStorage 3.5.0.
#
#   1. The default collection is the database in front. With another one in front, keyring reads None, without an error
#      or a question, although the database that has the item is open; search_items() over all collections finds it.
#   2. Setting an item's Attributes adds to them: those that are not given any more stay, so an item cannot be renamed.
#   3. Delete moves the entry, secret included, to the Recycle Bin of the saved file. The Secret Service shows it no
#      more, so to the program that deleted it, it is gone.
#
# Needs dbus-run-session and keepassxc; both are brought by apt where they are missing. No display is needed.
set -euo pipefail

for package in dbus:dbus-run-session keepassxc:keepassxc; do
    command -v "${package#*:}" >/dev/null || apt-get install -y -qq --no-install-recommends "${package%:*}" >/dev/null
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check \
    keyring==25.7.0 SecretStorage==3.5.0 pykeepass==4.2.0

cat >"$work/make.py" <<'PY'
import sys

from lxml import etree
from pykeepass import create_database

for path in sys.argv[1:]:
    database = create_database(path, password="pw")
    custom = database.tree.find("Meta/CustomData")
    if custom is None:
        custom = etree.SubElement(database.tree.find("Meta"), "CustomData")
    item = etree.SubElement(custom, "Item")  # which group the Secret Service may see
    etree.SubElement(item, "Key").text = "FDO_SECRETS_EXPOSED_GROUP"
    etree.SubElement(item, "Value").text = f"{{{database.root_group.uuid}}}"
    database.save()
PY
cat >"$work/show.py" <<'PY'
import sys
import time
import warnings
from contextlib import suppress

import secretstorage
from keyring.backends.SecretService import Keyring
from pykeepass import PyKeePass

warnings.simplefilter("ignore")


def open_collections():
    with suppress(Exception):
        return [each for each in secretstorage.get_all_collections(bus) if not each.is_locked()]
    return []


for _ in range(600):
    with suppress(Exception):
        bus = secretstorage.dbus_init()
        if len(open_collections()) == 2:
            break
    time.sleep(0.1)

first = next(each for each in open_collections() if each.collection_path.endswith("/first"))
first.create_item("Kept", {"service": "shop", "username": "ann"}, b"the secret")
read = Keyring().get_password("shop", "ann")
(item,) = secretstorage.search_items(bus, {"service": "shop", "username": "ann"})
print("1. keyring reads:", read, "- search_items() finds:", item.get_secret())
assert read is None
assert item.get_secret() == b"the secret"

item.set_attributes({"name": "new"})
kept = {name: value for name, value in item.get_attributes().items() if name in ("service", "username", "name")}
print("2. set {'name': 'new'}, got", dict(sorted(kept.items())))
assert kept == {"service": "shop", "username": "ann", "name": "new"}

item.delete()
left = list(secretstorage.search_items(bus, {"service": "shop"}))
for _ in range(300):
    entries = [(each.group.name, each.title, each.password) for each in PyKeePass(sys.argv[1], "pw").entries]
    if entries and entries[0][0] != "Root":
        break
    time.sleep(0.1)
print("3. after delete the Secret Service has", left, "- the file has", entries)
assert left == []
assert entries == [("Recycle Bin", "Kept", "the secret")]
PY
cat >"$work/bus.conf" <<'XML'
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
XML
cat >"$work/keepassxc.ini" <<'INI'
[General]
ConfigVersion=2
AutoSaveAfterEveryChange=true
UpdateCheckMessageShown=true
[FdoSecrets]
Enabled=true
ConfirmAccessItem=false
ConfirmDeleteItem=false
INI
"$work/venv/bin/python" "$work/make.py" "$work/first.kdbx" "$work/second.kdbx"

mkdir -m 700 "$work/home"
export WORK=$work HOME=$work/home XDG_RUNTIME_DIR=$work/home TMPDIR=$work/home QT_QPA_PLATFORM=offscreen
dbus-run-session --config-file="$work/bus.conf" -- bash -c '
    cd "$WORK"
    keepassxc --config keepassxc.ini --localconfig local.ini --pw-stdin first.kdbx second.kdbx \
        < <(printf "pw\npw\n") >/dev/null 2>&1 &
    program=$!
    status=0
    venv/bin/python show.py first.kdbx || status=$?
    kill -KILL "$program"
    exit "$status"' 2> >(grep -v dbus-daemon >&2)

# Seen:
# 1. keyring reads: None - search_items() finds: b'the secret'
# 2. set {'name': 'new'}, got {'name': 'new', 'service': 'shop', 'username': 'ann'}
# 3. after delete the Secret Service has [] - the file has [('Recycle Bin', 'Kept', 'the secret')]
