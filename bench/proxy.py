"""An nginx before several app servers, from the files in ``docs/deployment`` as they stand."""

from __future__ import annotations

import http.client
import shutil
import ssl
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

DEPLOYMENT = Path(__file__).parents[1] / "docs" / "deployment"
AS_WRITTEN = (8501, 8502)
"""The ports of the app servers in those files."""

NGINX, OPENSSL = "nginx", "openssl"
LONGEST_START_S = 10.0

MAIN = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/asset-map-upstream.conf;
    server {{
        listen 127.0.0.1:{port} ssl http2;
        ssl_certificate {folder}/cert.pem;
        ssl_certificate_key {folder}/key.pem;
        access_log {folder}/access.log asset_map;
        include {folder}/asset-map-locations.conf;
    }}
}}
"""


class Proxy:
    """An nginx of this machine, with a certificate that it made itself.

    Parameters
    ----------
    folder
        Where its files are made.
    port
        Where it listens, on this machine alone.
    ports
        Of the app servers; those in the files are put in their place where they are others.
    """

    def __init__(self, folder: Path, port: int, ports: Sequence[int]) -> None:
        self.address = f"https://localhost:{port}"
        self._where = ("localhost", port)
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("asset-map-upstream.conf", "asset-map-locations.conf"):
            text = (DEPLOYMENT / name).read_text("utf-8")
            for written, real in zip(AS_WRITTEN, ports, strict=True):
                text = text.replace(f"127.0.0.1:{written} ", f"127.0.0.1:{real} ")
            (folder / name).write_text(text, "utf-8")
        (folder / "nginx.conf").write_text(MAIN.format(folder=folder, port=port), "utf-8")
        subprocess.run(
            [OPENSSL, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
             "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
            check=True, capture_output=True,
        )  # fmt: skip
        command = [NGINX, "-c", str(folder / "nginx.conf"), "-p", str(folder)]
        subprocess.run([*command, "-t", "-q"], check=True)
        self.log = folder / "access.log"
        self.process = subprocess.Popen(command)
        self._wait()

    def stop(self) -> None:
        """Stop it."""
        self.process.terminate()
        self.process.wait(timeout=20)

    def _wait(self) -> None:
        until_s = time.monotonic() + LONGEST_START_S
        while time.monotonic() < until_s:
            try:
                line = http.client.HTTPSConnection(*self._where, timeout=5, context=unchecked())
                line.request("GET", "/healthz")
                line.getresponse().read()
                line.close()
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
            else:
                return
        self.process.kill()
        message = "The proxy does not answer."
        raise RuntimeError(message)


def unchecked() -> ssl.SSLContext:
    """Return a context for a certificate that nobody signed."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def is_there() -> bool:
    """Return whether nginx is installed."""
    return shutil.which(NGINX) is not None and shutil.which(OPENSSL) is not None
