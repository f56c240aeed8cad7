"""Settings for tests: temporary secrets, and a clinic with fixed opening hours."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from clinic_site.ops.local_setup import make_secrets

# Users of Debian 13 have 002, but the site refuses key and clinic files that a group may write to.
os.umask(0o022)

_folder = Path(tempfile.mkdtemp(prefix="clinic-tests-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
for _name, _path in make_secrets(_folder / "secrets").items():
    os.environ[_name] = str(_path)
os.environ |= {
    "LOCAL_ENV": "",  # a shell that works with the site of `make run` may have it set
    "DEBUG": "false",
    "ROLE": "all",
    "SITE_URL": "http://testserver",
    "STAFF_URL": "",
    "ALLOWED_HOSTS": "testserver",
    "VAR_DIR": str(_folder),
    "CLINIC_FILE": str(Path(__file__).parent / "clinic.toml"),
    "STAFF_EMAIL": "staff@clinic.test",
    "EMAIL_URL": "memory://",
    "STATIC_ROOT": str(_folder / "static"),
}

from clinic_site.settings import *  # noqa: E402, F403

# Tests render pages without collectstatic. The servers of tests/stack.py run it.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, because an in-memory database has no WAL and different locking.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}  # noqa: F405
