#!/usr/bin/env bash
# The encoding that charset-normalizer calls best is one of several that it found equally good.
#
# Windows writes Western European text in cp1252, Eastern European in cp1250; German and Spanish words are mostly the
# same bytes in both. Seen with charset-normalizer 3.5.3: of German in cp1252 `best()` says cp1250, and of a Spanish
# name it reads "ñ" as "ń", while cp1252 has the same chaos and the same coherence.
# Those that are as good stand in the list of matches (equal chaos and coherence) and in `could_be_from_charset`, which
# names encodings that give the same text. Among these the caller's own order decides well; of Polish in cp1250,
# Russian in cp1251 and German in mac_roman the right one is alone in front.
#
# Needs python3 with venv, and the network for the installation. Exits 0 while that is so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check charset-normalizer==3.5.3 >/dev/null
cat >seen.py <<'PY'
from charset_normalizer import from_bytes

LIKELY = ["cp1252", "cp1250", "cp1251", "mac_roman"]
TEXTS = {
    "German": ("Nachname;Vorname\nMüller;Jörg\nGroß;Änne\n", "cp1252"),
    "Spanish": ("Nombre;Apellido(s);Número de ID;Dirección de correo\nÍñigo;Muñoz;1;jane@x.edu\n", "cp1252"),
    "Polish": ("Nazwisko;Imię\nŁukasz;Świątek\nWójcik;Grażyna\nŻółkiewski;Zdzisław\n", "cp1250"),
    "Russian": ("Фамилия;Имя\nИванов;Сергей\nПетрова;Анна\n", "cp1251"),
    "German on a Mac": ("Nachname;Vorname\nMüller;Jörg\nGroß;Änne\n", "mac_roman"),
}
for name, (text, encoding) in TEXTS.items():
    found = list(from_bytes(text.encode(encoding), cp_isolation=LIKELY))
    first = (found[0].chaos, found[0].coherence)
    as_good = {each for match in found if (match.chaos, match.coherence) == first for each in match.could_be_from_charset}
    chosen = min(as_good & set(LIKELY), key=LIKELY.index)
    print(f"{name} in {encoding}: best {found[0].encoding}, as good {' '.join(sorted(as_good))}, chosen {chosen}")
PY
venv/bin/python seen.py | tee seen

grep -q '^German in cp1252: best cp1250, .*cp1250 cp1252.* chosen cp1252$' seen
grep -q '^Spanish in cp1252: best cp1250, .*cp1250 cp1252.* chosen cp1252$' seen
grep -q '^Polish in cp1250: .* chosen cp1250$' seen
grep -q '^Russian in cp1251: .* chosen cp1251$' seen
grep -q '^German on a Mac in mac_roman: .* chosen mac_roman$' seen
echo "as described"
