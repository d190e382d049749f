#!/usr/bin/env bash
# Two calendars and an event that has no length.
#
# RFC 5545 section 3.6.1: an event with a DTSTART of type DATE-TIME and neither DTEND nor DURATION ends when it starts.
# Seen: khal 0.11.4 lists such an event as the hour that follows (22:59-23:59), and calcurse 4.7.1 as a moment.
# DURATION:PT0S is a moment in khal, and calcurse leaves the event out ("0 apps ... 1 skipped").
# So no event without a length is the same moment in both; an event of the minute before it ends at that moment in both.
#
# Needs the apt of Debian 12 (calcurse 4.7.1-1), python3 with venv, and the network for the installation. Exits 0 while that is so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check khal==0.11.4 >/dev/null
apt-get download calcurse=4.7.1-1 >/dev/null 2>&1
dpkg -x calcurse_*.deb root
calcurse=$PWD/root/usr/bin/calcurse
export HOME=$work TZ=UTC LC_ALL=C.UTF-8
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME

mkdir -p .config/khal khal calcurse
cat >.config/khal/config <<'CONF'
[calendars]
[[c]]
path = ~/khal
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
CONF

event() { # name, DTSTART, further line or nothing
    printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 PRODID:-//example//example//EN BEGIN:VEVENT "UID:$1@example.org" \
        DTSTAMP:20260101T000000Z "DTSTART:$2" ${3:+"$3"} "SUMMARY:$1" END:VEVENT END:VCALENDAR >"$1.ics"
}
event bare 20261102T225900Z
event zero 20261102T225900Z DURATION:PT0S
event minute 20261102T225800Z DTEND:20261102T225900Z

for each in bare zero minute; do
    venv/bin/khal import --batch -a c "$each.ics" >/dev/null 2>&1
    "$calcurse" -D calcurse -i "$each.ics" >>calcurse.log 2>&1 || true
done
venv/bin/khal --version
"$calcurse" --version | head -n 1
venv/bin/khal list --format 'khal: {title} {start-time}-{end-time}' 2026-11-02 1d | grep '^khal' | tee seen
"$calcurse" -D calcurse -Q --from 11/02/2026 --days 1 | tr -d '\t' | paste -sd' ' | tee -a seen
grep skipped calcurse.log | tee -a seen

grep -q '^khal: bare 22:59-23:59$' seen
grep -q '^khal: zero 22:59-22:59$' seen
grep -q '^khal: minute 22:58-22:59$' seen
grep -q '22:59 -> 22:59 bare' seen
grep -q '22:58 -> 22:59 minute' seen
! grep -q '> 22:59 zero' seen
grep -q '^0 apps / 0 events / 0 todos / 1 skipped' seen
echo "as described"
