#!/bin/sh
# pysqlite3-binary 0.5.4 and CPython's own sqlite3 (3.11 and later), which share their code: an error of SQLite whose
# words quote a name that is not UTF-8 is not raised as sqlite3.Error. SQLite says "malformed database schema (…)" and
# puts the bytes of the damaged name into it; the module decodes the message strictly and lets UnicodeDecodeError out
# instead. It is a ValueError and no sqlite3.Error, carries no sqlite_errorcode, and text_factory has no say in it. So
# `except sqlite3.Error` around opening a file misses one kind of damage: a flipped bit in a name of the schema.
# Seen: "ascii name: DatabaseError", "name with byte 0xce: UnicodeDecodeError".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pysqlite3-binary==0.5.4
cat >"$folder/try.py" <<'PYTHON'
import importlib
import pathlib
import sys
import tempfile

for name in ("pysqlite3.dbapi2", "sqlite3"):
    module = importlib.import_module(name)
    seen = {}
    for what, keyword in (("ascii name", b"TAXLE"), ("name with byte 0xce", b"T\xceBLE")):
        path = pathlib.Path(tempfile.mkdtemp(dir=sys.argv[1])) / "a.sqlite"
        connection = module.connect(path)
        connection.execute("CREATE TABLE note (text)")
        connection.close()
        path.write_bytes(path.read_bytes().replace(b"CREATE TABLE note", b"CREATE " + keyword + b" note"))
        connection = module.connect(path)
        connection.text_factory = bytes
        try:
            connection.execute("SELECT text FROM note")
        except (module.Error, ValueError) as error:
            seen[what] = type(error).__name__
        connection.close()
    print(f"{name} (SQLite {module.sqlite_version}):", ", ".join(f"{what}: {kind}" for what, kind in seen.items()))
    assert seen == {"ascii name": "DatabaseError", "name with byte 0xce": "UnicodeDecodeError"}, "it has changed"
PYTHON
"$folder/venv/bin/python" "$folder/try.py" "$folder"
