"""Both images, built from Dockerfile on a base made here, and each service's command run in its image.

Needs root, buildah, debootstrap and a Debian mirror, and takes some minutes: IMAGES=1 turns it on.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from clinic_site.ops.local_setup import make_secrets
from tests.deploy.postgres import PUBLIC_PASSWORD, private_postgres
from tests.stack import ROOT

pytestmark = pytest.mark.skipif(
    os.environ.get("IMAGES") != "1" or os.getuid() != 0 or not shutil.which("buildah"),
    reason="images are built with IMAGES=1, as root, with buildah and debootstrap",
)
_PYTHON = re.search(r"^FROM (python:\S+) AS build$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)[1]
_DEBIAN = re.search(r"^FROM (debian:\S+) AS proxy$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)[1]
_USER = 10001


@dataclass(frozen=True)
class Images:
    """Runs commands in the images, with a container store of its own."""

    folder: Path

    def buildah(self, *arguments: str, may_fail: bool = False) -> subprocess.CompletedProcess[str]:
        store = ("--root", str(self.folder / "store"), "--runroot", str(self.folder / "run"))
        done = subprocess.run(
            ["buildah", *store, "--storage-driver", "vfs", *arguments],
            env=os.environ | {"BUILDAH_ISOLATION": "chroot"},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=900,
        )
        assert may_fail or done.returncode == 0, (
            f"{arguments[:2]}:\n{done.stdout[-2000:]}{done.stderr[-4000:]}"
        )
        return done

    def run(self, image: str, environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command in a new container of an image, as the user of the image."""
        container = self.buildah("from", "--pull-never", image).stdout.strip()
        try:
            given = [word for name, value in environment.items() for word in ("--env", f"{name}={value}")]
            mounts = ("--volume", f"{self.folder}/given:/run/clinic:ro")
            return self.buildah("run", *given, *mounts, container, "--", *command, may_fail=True)
        finally:
            self.buildah("rm", container)


def _mirror() -> str:
    """Return the mirror that this machine's own apt is configured with."""
    files = [file for file in sorted(Path("/etc/apt").rglob("*")) if file.suffix in {".list", ".sources"}]
    for file in files:
        if found := re.search(r"^(?:URIs:|deb)\s.*?(https?://\S+/debian/?)(?:\s|$)", file.read_text(), re.M):
            return found[1]
    raise RuntimeError("no Debian mirror in /etc/apt")


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Images]:
    folder = tmp_path_factory.mktemp("images")
    folder.chmod(0o755)
    made = Images(folder)
    suite = re.search(r"trixie|bookworm", _DEBIAN)[0]
    packages = "--include=python3,python3-venv,ca-certificates"
    command = ["debootstrap", "--variant=minbase", packages, suite, str(folder / "base"), _mirror()]
    subprocess.run(command, check=True, capture_output=True, timeout=900)
    base = made.buildah("from", "scratch").stdout.strip()
    made.buildah("add", "--quiet", base, str(folder / "base"), "/")
    made.buildah("commit", "--quiet", base, f"docker.io/library/{_DEBIAN}")
    made.buildah("run", base, "--", "ln", "-sf", "/usr/bin/python3", "/usr/local/bin/python")
    made.buildah("commit", "--quiet", base, f"docker.io/library/{_PYTHON}")
    _download_wheels(folder / "wheels")
    (folder / "pip.conf").write_text("[global]\nno-index = true\nfind-links = /wheels\n")
    wheels = (f"--volume={folder}/wheels:/wheels:ro", f"--volume={folder}/pip.conf:/etc/pip.conf:ro")
    for target in ("site", "proxy"):
        tag = ("--target", target, "--tag", f"clinic-{target}")
        made.buildah("bud", "--quiet", "--pull-never", *wheels, *tag, ".")
    yield made
    made.buildah("rmi", "--all", "--force", may_fail=True)
    shutil.rmtree(folder, ignore_errors=True)


def _download_wheels(folder: Path) -> None:
    """Fetch the pinned packages outside of the build, with this machine's own configuration of pip."""
    version = re.search(r"python:(\d+)\.(\d+)", _PYTHON)
    platforms = [f"manylinux{name}_x86_64" for name in ("2014", "_2_17", "_2_28", "_2_34")]
    command = [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"),
        *("--python-version", f"{version[1]}.{version[2]}", "--implementation", "cp"),
        *(word for platform in platforms for word in ("--platform", platform)),
        *(word for abi in (f"cp{version[1]}{version[2]}", "abi3", "none") for word in ("--abi", abi)),
        *("--require-hashes", "-r", str(ROOT / "requirements.txt"), "--dest", str(folder)),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=600)


@pytest.fixture(scope="module")
def environments(images: Images) -> Iterator[dict[str, dict[str, str]]]:
    """Yield what compose.yaml gives to each service, with a database of this machine."""
    given = images.folder / "given"
    for side in ("staff", "public"):
        make_secrets(given / side)
    (given / "canary").write_bytes((given / "staff" / "index.key").read_bytes())
    shutil.copy(ROOT / "tests" / "clinic.toml", given)
    for path in [given, *given.rglob("*")]:
        os.chown(path, _USER, _USER)
        path.chmod(0o755 if path.is_dir() else 0o600)
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    with private_postgres() as server:
        owner = server.replace("postgres://clinic@", "postgres://clinic:x@")
        public = server.replace("postgres://clinic@", f"postgres://clinic_public:{PUBLIC_PASSWORD}@").replace(
            " ", "%20"
        )
        found = {}
        for name, service in services.items():
            if "ROLE" in service.get("environment", {}):
                side = "public" if name == "public" else "staff"
                found[name] = service["environment"] | {
                    "SITE_URL": "https://www.clinic.test",
                    "STAFF_URL": "https://staff.clinic.test",
                    "DATABASE_URL": public if side == "public" else owner,
                    "EMAIL_FROM": "no-reply@clinic.test",
                    "EMAIL_URL": "smtp://127.0.0.1:9",
                    "STAFF_EMAIL": "staff@clinic.test",
                }
                for key, value in found[name].items():
                    if value.startswith("/run/clinic/secrets/"):
                        found[name][key] = value.replace("/secrets/", f"/{side}/")
                found[name]["CANARY_KEY_FILE"] = "/run/clinic/canary"
        yield found


PY = "/srv/clinic/.venv/bin/python"


def test_each_service_of_the_site_does_its_work_in_its_image(
    images: Images, environments: dict[str, dict[str, str]]
) -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    backup = services["backup"]["command"][-1].replace("$$", "$")
    steps = {
        "migrate": services["migrate"]["command"],
        "worker": [PY, "manage.py", "worker", "--once"],
        "backup": ["/bin/sh", "-ec", f"{backup}\nls /var/backups/clinic/*.backup"],
        "staff": [
            PY,
            "-m",
            "gunicorn",
            "--config",
            "deploy/gunicorn.conf.py",
            "--check-config",
            "clinic_site.wsgi",
        ],
    }

    for name, command in steps.items():
        done = images.run("clinic-site", environments[name], *command)
        assert done.returncode == 0, f"{name}: {done.stdout[-2000:]}{done.stderr[-2000:]}"


def test_no_user_of_the_site_may_change_code_or_static_files(images: Images) -> None:
    done = images.run("clinic-site", {}, "find", "/srv/clinic", "-writable", "-not", "-type", "l", "-print")

    assert (done.returncode, done.stdout) == (0, "")
    assert (
        images.run("clinic-site", {}, "test", "-s", "/srv/clinic/staticfiles/staticfiles.json").returncode
        == 0
    )


def test_no_key_is_in_an_image(images: Images) -> None:
    done = images.run("clinic-site", {}, "find", "/srv/clinic", "/tmp", "-name", "*.key*", "-print")

    assert (done.returncode, done.stdout) == (0, "")


def test_nginx_takes_its_configuration_in_its_image(images: Images) -> None:
    certificates = (
        "set -e; for name in www staff; do "
        "mkdir -p /etc/letsencrypt/live/$name.example.org; cd /etc/letsencrypt/live/$name.example.org; "
        "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=x -keyout privkey.pem "
        "-out fullchain.pem 2>/dev/null; "
        "done; nginx -t"
    )

    done = images.run("clinic-proxy", {}, "/bin/sh", "-c", certificates)

    assert "test is successful" in done.stderr
