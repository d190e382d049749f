#!/bin/sh
# Autolab Companion @VERSION@ for @SYSTEM@ on @MACHINE@. Start this file to install it for yourself.
#   sh FILE                    install, or upgrade what is installed
#   sh FILE COMMAND [WORD...]  unpack, then run another command of autolab-companion
#   sudo sh FILE install --system  install it for all users of this computer
#   sh FILE --check            only see whether the file is complete
# What follows this script is a .tar.gz of one folder.
set -eu
umask 077

title="Autolab Companion"
log=${XDG_CACHE_HOME:-$HOME/.cache}/autolab-companion-install.log

# Whoever double-clicks a file sees no terminal: then a window says what went wrong, or the log itself is opened.
fail() {
    echo "$1" >&2
    [ -t 2 ] && exit 1
    { mkdir -p "${log%/*}" && echo "$1" >"$log"; } 2>/dev/null || true
    for window in osascript zenity kdialog xmessage; do
        command -v "$window" >/dev/null 2>&1 || continue
        case $window in
        osascript) osascript -e 'on run said' -e 'display alert (item 1 of said) as critical' -e 'end run' "$1" ;;
        zenity) zenity --error --no-markup --title="$title" --text="$1" ;;
        kdialog) kdialog --title "$title" --error "$1" ;;
        xmessage) xmessage -center "$1" ;;
        esac >/dev/null 2>&1 && exit 1
    done
    ! command -v xdg-open >/dev/null 2>&1 || xdg-open "$log" >/dev/null 2>&1 || true
    exit 1
}

payload() { tail -c +"$((@SIZE@ + 1))" "$0"; }

[ "$(uname -s) $(uname -m)" = "@SYSTEM@ @MACHINE@" ] ||
    fail "This file is for @SYSTEM@ on @MACHINE@; this computer is $(uname -s) on $(uname -m). Download the one for it."
case @SYSTEM@ in
Linux)
    glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null || true)
    glibc=${glibc#glibc }
    case $glibc in
    [0-9]*.[0-9]*) ;;
    *) fail "This Linux has no GNU C library, which the companion needs. Install it with pipx instead." ;;
    esac
    rest=${glibc#*.}
    [ "${glibc%%.*}" -gt 2 ] || [ "${rest%%.*}" -ge "$(echo @GLIBC@ | cut -d. -f2)" ] ||
        fail "This Linux is too old: its C library is $glibc, the companion needs @GLIBC@. Install it with pipx instead."
    digest() { sha256sum; }
    data=${XDG_DATA_HOME-}
    case $data in
    /*) ;;
    *) data=$HOME/.local/share ;; # a relative one is to be ignored, as the companion itself does
    esac
    ;;
Darwin)
    digest() { shasum -a 256; }
    data="$HOME/Library/Application Support"
    ;;
esac

sum=$(payload | digest) || fail "This computer lacks the program that checks the download (SHA-256)."
[ "${sum%% *}" = @SHA256@ ] || fail "This file is damaged or incomplete. Download it again."
[ "${1-}" != --check ] || exit 0

home=${AUTOLAB_COMPANION_HOME:-$data/autolab-companion}
case " $* " in
*" --system "*) # for all users, who must be able to read it
    home=/opt/autolab-companion
    umask 022
    ;;
esac
made=
folder=$home
while [ ! -d "$folder" ]; do
    made=$folder
    folder=$(dirname "$folder")
done
program=$home/program/@NAME@
partial=$home/program/.partial-$$
trap 'rm -rf "$partial"' EXIT
trap 'exit 1' HUP INT TERM
said=$({ mkdir -p "$partial" && payload | tar -xzf - -C "$partial"; } 2>&1) ||
    fail "The companion could not be unpacked into $home: $said"
"$partial/@NAME@/bin/python3" -I -c "" 2>/dev/null ||
    fail "Programs in $home cannot be started. If that file system is mounted noexec, set AUTOLAB_COMPANION_HOME to a folder on another one."
if ! diff -r "$partial/@NAME@" "$program" >/dev/null 2>&1; then # a host may be running from an intact one
    rm -rf "$program"
    mv "$partial/@NAME@" "$program"
fi
rm -rf "$partial"
trap - EXIT

run() { "$program/bin/python3" -I -m autolab_companion "$@"; }
used() { grep -qF "$program/" "$home/bin/autolab-companion-host" 2>/dev/null; }

code=0
if [ $# -gt 0 ]; then
    run "$@" || code=$?
elif [ -t 1 ]; then
    run install --made "$made" || code=$?
else
    said=$(run install --made "$made" --welcome 2>&1) || code=$?
fi
if ! used; then # nothing was installed, so nothing is left
    rm -rf "$program"
    rmdir -p "$home/program" 2>/dev/null || true
fi
[ "$code" = 0 ] || [ -z "${said-}" ] || fail "$said"
[ "$code" != 0 ] || rm -f "$log" # of an earlier trial
exit "$code"
