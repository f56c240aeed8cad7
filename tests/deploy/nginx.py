"""The shipped nginx configuration, moved to loopback ports and to a folder of its own."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.stack import PATIENCE, ROOT, Stack, free_port, wait_until

SHIPPED = ROOT / "deploy" / "nginx"
SITE, STAFF = "localhost", "staff.localhost"  # names that lead to this machine everywhere
_BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class Nginx:
    """One nginx in front of public servers and a staff server, by their ports."""

    def __init__(self, folder: Path, public: list[int], staff: int, static: Path) -> None:
        self.folder = folder
        self.port, self.plain_port = free_port(), free_port()
        self.certificate = folder / "certificate.pem"
        self.access_log = folder / "access.log"
        self._process: subprocess.Popen | None = None
        folder.mkdir()
        _make_certificate(self.certificate, folder / "key.pem")
        (folder / "clinic").mkdir()
        for file in [SHIPPED / "nginx.conf", *SHIPPED.glob("clinic/*.conf")]:
            if file.name != "brotli.conf" or _BROTLI.is_file():
                target = folder / file.relative_to(SHIPPED)
                target.write_text(self._moved(file.read_text(), public, staff, static))

    def _moved(self, text: str, public: list[int], staff: int, static: Path) -> str:
        places = {
            # pytest's folders are for their owner alone.
            "user www-data;": "user root;" if os.getuid() == 0 else "",
            "staff.example.org": STAFF,
            "www.example.org": SITE,
            "include mime.types": "include /etc/nginx/mime.types",
            "include modules-enabled/*.conf;": f"load_module {_BROTLI};" if _BROTLI.is_file() else "",
            "/run/nginx.pid": f"{self.folder}/nginx.pid",
            "/var/log/nginx": str(self.folder),
            "/var/cache/clinic-pages": f"{self.folder}/pages",
            "/srv/clinic/deploy": str(ROOT / "deploy"),
            "/srv/clinic/staticfiles": str(static),
            f"/etc/letsencrypt/live/{SITE}/fullchain.pem": str(self.certificate),
            f"/etc/letsencrypt/live/{STAFF}/fullchain.pem": str(self.certificate),
            f"/etc/letsencrypt/live/{SITE}/privkey.pem": f"{self.folder}/key.pem",
            f"/etc/letsencrypt/live/{STAFF}/privkey.pem": f"{self.folder}/key.pem",
            "server 127.0.0.1:8003;": f"server 127.0.0.1:{staff};",
            "server_tokens off;": "server_tokens off;\n"
            + "".join(f"{name}_temp_path {self.folder}/tmp-{name};\n" for name in _TEMPORARY),
        }
        for given, moved in places.items():
            text = text.replace(given, moved)
        for given, port in zip((8001, 8002), public, strict=False):
            text = text.replace(f"127.0.0.1:{given} ", f"127.0.0.1:{port} ")
        text = re.sub(r"listen \[::\].*\n", "\n", text)
        text = re.sub(r"listen 443 ", f"listen 127.0.0.1:{self.port} ", text)
        return re.sub(r"listen 80\b", f"listen 127.0.0.1:{self.plain_port}", text)

    def without_limits(self) -> None:
        """Let one address ask as often as it likes, for measuring; call it before the start."""
        file = self.folder / "nginx.conf"
        file.write_text(re.sub(r"limit_(?:req|conn) [^;]*;", "", file.read_text()))

    def command(self, *arguments: str) -> list[str]:
        return ["nginx", "-p", str(self.folder), "-c", str(self.folder / "nginx.conf"), *arguments]

    def check(self) -> str:
        """Return what `nginx -t` says when all is well. Raises CalledProcessError."""
        command = self.command("-t", "-e", str(self.folder / "start.log"))
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=PATIENCE).stderr

    def start(self) -> None:
        self._process = subprocess.Popen(
            self.command("-e", str(self.folder / "start.log"), "-g", "daemon off;"), start_new_session=True
        )
        wait_until((self.folder / "nginx.pid").exists, PATIENCE, "nginx")

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            Stack.kill(self._process)


def _make_certificate(certificate: Path, key_file: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SITE)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(SITE), x509.DNSName(STAFF)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate.write_bytes(made.public_bytes(Encoding.PEM))
    key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
