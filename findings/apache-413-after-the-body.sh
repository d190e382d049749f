#!/bin/sh
# Apache 2.4 as a reverse proxy (mod_proxy_http, Debian 12's apache2 2.4.x): a request whose Content-Length is beyond
# LimitRequestBody is answered 413 only after its whole body has come, although the head says it all. nginx 1.22
# (client_max_body_size) answers as soon as it has the head. A client cannot save its user the upload, and a 413 from
# Apache does not mean that the file was cut short on its way.
# Seen: "nginx: 413 after the head alone", "apache: nothing after the head alone, 413 after 8388608 bytes of body".
# Needs apache2 and nginx-light from Debian (apt-get install -y --no-install-recommends apache2-bin nginx-light).
set -eu
missing=
[ -x /usr/sbin/apache2 ] || missing="apache2-bin"
[ -x /usr/sbin/nginx ] || missing="$missing nginx-light"
# shellcheck disable=SC2086 # a list of package names
[ -z "$missing" ] || apt-get install -y -qq --no-install-recommends $missing >/dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
/usr/sbin/apache2 -v | head -1
/usr/sbin/nginx -v 2>&1
python3 - "$folder" <<'PYTHON'
import pathlib
import socket
import subprocess
import sys
import time

folder, LENGTH = pathlib.Path(sys.argv[1]), 8 * 2**20
MODULES = "/usr/lib/apache2/modules"
HEAD = f"POST /x HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: {LENGTH}\r\n\r\n".encode()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def answer(connection, seconds):
    connection.settimeout(seconds)
    try:
        return connection.recv(65536).split()[1].decode()
    except TimeoutError:
        return "nothing"


def asked(port):
    """What comes after the head alone, and what after the whole body."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(HEAD)
        first = answer(connection, 3)
        if first != "nothing":
            return first, None
        connection.settimeout(10)
        connection.sendall(b"x" * LENGTH)
        return first, answer(connection, 10)


def running(name, command, conf, port):
    (folder / name).write_text(conf)
    process = subprocess.Popen([*command, str(folder / name)])
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except ConnectionRefusedError:
                time.sleep(0.05)
        return asked(port)
    finally:
        process.terminate()
        process.wait()


nginx, apache = free_port(), free_port()
seen = running("nginx.conf", ["/usr/sbin/nginx", "-e", "stderr", "-p", str(folder), "-c"], f"""
daemon off; master_process off; pid {folder}/nginx.pid; error_log /dev/null; events {{}}
http {{ access_log off; client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
server {{ listen 127.0.0.1:{nginx}; client_max_body_size 1m; location / {{ proxy_pass http://127.0.0.1:1; }} }} }}
""", nginx)
print(f"nginx: {seen[0]} after the head alone")
assert seen == ("413", None)
seen = running("apache.conf", ["/usr/sbin/apache2", "-X", "-f"], f"""
ServerRoot {folder}
ServerName 127.0.0.1
PidFile {folder}/apache.pid
ErrorLog /dev/null
DefaultRuntimeDir {folder}
LoadModule mpm_event_module {MODULES}/mod_mpm_event.so
LoadModule authz_core_module {MODULES}/mod_authz_core.so
LoadModule proxy_module {MODULES}/mod_proxy.so
LoadModule proxy_http_module {MODULES}/mod_proxy_http.so
Listen 127.0.0.1:{apache}
LimitRequestBody 1000000
ProxyPass /behind !
ProxyPass / http://127.0.0.1:{apache}/behind/
""", apache)
print(f"apache: {seen[0]} after the head alone, {seen[1]} after {LENGTH} bytes of body")
assert seen == ("nothing", "413")
PYTHON
