"""What universities put before Autolab, the real ones: each refuses a large upload while it is still being sent."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STARTING = 10.0
"""Seconds a server gets to listen."""


class Front(NamedTuple):
    """One server program. `command` is its call with {conf}; `conf` its configuration with {ports and paths}."""

    command: tuple[str, ...]
    conf: str

    @property
    def program(self) -> str | None:
        """Its path, None where it is not installed; Debian keeps servers where a user's PATH does not look."""
        return shutil.which(
            self.command[0], path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin"
        )


HAPROXY = Front(
    ("haproxy", "-q", "-db", "-f", "{conf}"),
    """
defaults
  mode http
  timeout client 20s
  timeout connect 5s
  timeout server 20s
frontend front
  bind 127.0.0.1:{http}
  bind 127.0.0.1:{https} ssl crt {pem}
  http-request deny deny_status 413 if {{ req.hdr_val(content-length) gt 1000000 }}
""",
)
NGINX = Front(
    ("nginx", "-e", "stderr", "-p", "{folder}", "-c", "{conf}"),
    """
daemon off; master_process off; pid {folder}/nginx.pid; error_log /dev/null;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{
    listen 127.0.0.1:{http};
    listen 127.0.0.1:{https} ssl;
    ssl_certificate {pem}; ssl_certificate_key {pem};
    client_max_body_size 1m;
    location / {{ proxy_pass http://127.0.0.1:1; }}
  }}
}}
""",
)
APACHE = Front(
    ("apache2", "-X", "-f", "{conf}"),
    """
ServerRoot {folder}
ServerName 127.0.0.1
PidFile {folder}/apache.pid
ErrorLog /dev/null
DefaultRuntimeDir {folder}
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
Listen 127.0.0.1:{http}
Listen 127.0.0.1:{https} https
LimitRequestBody 1000000
ProxyPass /behind !
ProxyPass / http://127.0.0.1:{http}/behind/
<VirtualHost 127.0.0.1:{https}>
  SSLEngine on
  SSLCertificateFile {pem}
  ProxyPass / http://127.0.0.1:{http}/behind/
</VirtualHost>
""",
)
FRONTS = {"haproxy": HAPROXY, "nginx": NGINX, "apache": APACHE}


@contextmanager
def running(front: Front, folder: Path, pem: Path) -> Iterator[dict[str, str]]:
    """The server's origins by scheme. `pem` holds the certificate of 127.0.0.1 and its key."""
    ports = {"http": _free_port(), "https": _free_port()}
    conf = folder / "front.conf"
    conf.write_text(front.conf.format(**ports, folder=folder, pem=pem))
    program, *arguments = (part.format(conf=conf, folder=folder) for part in front.command)
    with subprocess.Popen([front.program or program, *arguments], stdin=subprocess.DEVNULL) as process:
        try:
            for port in ports.values():
                _listening(port, process)
            yield {scheme: f"{scheme}://127.0.0.1:{port}" for scheme, port in ports.items()}
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _listening(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTING
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            assert process.poll() is None, f"the server ended with {process.returncode}"
            assert time.monotonic() < deadline
            time.sleep(0.02)
        else:
            return
