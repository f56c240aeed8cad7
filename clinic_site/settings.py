"""All settings, from the environment; the table in README.md explains each variable.

`local.env` in VAR_DIR, written by `make run`, is read when it exists; the real environment wins.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvValidationError
from marshmallow.validate import OneOf, Range

from clinic_site import clinic
from clinic_site.addresses import parts_of
from clinic_site.day_counts import day_counts
from clinic_site.doors.settings import *  # noqa: F403
from clinic_site.logs import logging_config
from clinic_site.security_headers import CONTENT_SECURITY_POLICY  # noqa: F401 (a setting)

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env(eager=False)
env.add_parser("days", day_counts)
_local = Path(os.environ.get("VAR_DIR") or BASE_DIR / "var") / "local.env"
if _local.is_file():
    env.read_env(str(_local), recurse=False)


# --- what this process is -------------------------------------------------------------------
DEBUG = env.bool("DEBUG", False)
ROLE = env.str("ROLE", "all", validate=OneOf(["all", "public", "staff"]))
SITE_URL = env.str("SITE_URL")
STAFF_URL = env.str("STAFF_URL", None) or SITE_URL
CLINIC_FILE = env.path("CLINIC_FILE", BASE_DIR / "clinic_site" / "clinic.toml")
VAR_DIR = env.path("VAR_DIR", BASE_DIR / "var")

# --- secrets: files, so that they are in no process list and no crash report ----------------
SECRET_KEY_FILE = env.path("SECRET_KEY_FILE")
SEALING_PUBLIC_KEYS_FILE = env.path("SEALING_PUBLIC_KEYS_FILE")
SEALING_PRIVATE_KEYS_FILE = env.path("SEALING_PRIVATE_KEYS_FILE", None)
INDEX_KEY_FILE = env.path("INDEX_KEY_FILE", None)
CANARY_KEY_FILE = env.path("CANARY_KEY_FILE", None)
METRICS_TOKEN_FILE = env.path("METRICS_TOKEN_FILE", None)

# --- where things are -----------------------------------------------------------------------
DATABASE_URL = env.str("DATABASE_URL", "")
DATABASE = env.dj_db_url("DATABASE_URL", "sqlite://")
REDIS_URL = env.str("REDIS_URL", "")
EMAIL = env.dj_email_url("EMAIL_URL", "file:")
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", None)
CONFIRMATION_FROM = env.str("CONFIRMATION_FROM", None)
STAFF_EMAIL = env.str("STAFF_EMAIL", "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [])
TRUST_PROXY = env.bool("TRUST_PROXY", False)
HSTS_SECONDS = env.int("HSTS_SECONDS", 31_536_000)
HSTS_PRELOAD = env.bool("HSTS_PRELOAD", False)
MAINTENANCE = env.bool("MAINTENANCE", False)
KEEP_DAYS = env.days("KEEP_DAYS", "")
KEEP_OUTBOX_DAYS = env.int("KEEP_OUTBOX_DAYS", 30, validate=Range(min=1))
SHOW_PROMISE_KEPT = env.bool("SHOW_PROMISE_KEPT", False)
CLAIM_HOURS = env.int("CLAIM_HOURS", 2)
CONTACT_ATTEMPTS = env.int("CONTACT_ATTEMPTS", 3)
CONTACT_DAYS = env.int("CONTACT_DAYS", 5)
WEB_THREADS = env.int("WEB_THREADS", 32)
PAGE_MEMORY_BYTES = env.int("PAGE_MEMORY_BYTES", 32 * 1024 * 1024)
SUSPECT_PER_NETWORK = env.int("SUSPECT_PER_NETWORK", 60)
SUSPECT_PER_PHONE = env.int("SUSPECT_PER_PHONE", 5)
FLOOD_PER_NETWORK = env.int("FLOOD_PER_NETWORK", 300)
RISK_INTERRUPTION = env.bool("RISK_INTERRUPTION", False)
RISK_PHRASES_FILE = env.path("RISK_PHRASES_FILE", BASE_DIR / "intake" / "risk_phrases.txt")
RISK_LIST_SIGNED_BY = env.str("RISK_LIST_SIGNED_BY", "")
LOG_LEVEL = env.str("LOG_LEVEL", "INFO", validate=OneOf(["DEBUG", "INFO", "WARNING", "ERROR"]))

try:
    env.seal()
    faults = {}
except EnvValidationError as error:
    faults = error.error_messages
if ROLE != "public":
    absent = {"SEALING_PRIVATE_KEYS_FILE": SEALING_PRIVATE_KEYS_FILE, "INDEX_KEY_FILE": INDEX_KEY_FILE}
    faults |= {
        name: [f"Environment variable not set, and ROLE={ROLE} needs it."]
        for name, value in absent.items()
        if value is None and name not in faults
    }
if faults:
    told = "; ".join(f"{name}: {' '.join(map(str, why))}" for name, why in faults.items())
    raise ImproperlyConfigured(f"{told} See the settings table in README.md.")
if "EMAIL_BACKEND" not in EMAIL:
    raise ImproperlyConfigured("EMAIL_URL must begin with smtp://, smtps://, submission:// or file://")
if ROLE == "public" and (SEALING_PRIVATE_KEYS_FILE is not None or INDEX_KEY_FILE is not None):
    raise ImproperlyConfigured(
        "ROLE=public must not be given SEALING_PRIVATE_KEYS_FILE or INDEX_KEY_FILE: "
        "a break-in there must not be able to read what patients wrote."
    )

try:
    SECRET_KEY = SECRET_KEY_FILE.read_text(encoding="ascii").strip()
except (OSError, UnicodeDecodeError) as error:
    raise ImproperlyConfigured(f"SECRET_KEY_FILE {SECRET_KEY_FILE} cannot be read: {error}") from None
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured(f"SECRET_KEY_FILE {SECRET_KEY_FILE} needs a key of 50 characters or more.")

try:
    _clinic = clinic.load(CLINIC_FILE)
except clinic.ClinicFileError as error:
    raise ImproperlyConfigured(str(error)) from None

_site, _staff = parts_of("SITE_URL", SITE_URL), parts_of("STAFF_URL", STAFF_URL)
SITE_URL, STAFF_URL = SITE_URL.rstrip("/"), STAFF_URL.rstrip("/")
ON_TLS = _site.scheme == "https"
if not ALLOWED_HOSTS:
    ALLOWED_HOSTS = sorted(
        f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname for parts in {_site, _staff}
    )

# --- Django ---------------------------------------------------------------------------------
ROOT_URLCONF = "clinic_site.urls"
WSGI_APPLICATION = "clinic_site.wsgi.application"
LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = _clinic.clinic.time_zone  # stored times are UTC; shown times are the clinic's
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "clinic_site.doors.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "clinic_site",
    "content",
    "intake",
    "clinic_site.doors.apps.DoorsConfig",  # last: its admin takes accounts over from those above
]
MIDDLEWARE = [
    "clinic_site.security_headers.SecurityHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "clinic_site.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "clinic_site.maintenance.MaintenanceMiddleware",
    "clinic_site.refusals.RefusalsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "clinic_site.doors.sessions.SessionLimitMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "clinic_site.doors.second_factor.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clinic_site.context.site",
            ]
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# --- data -----------------------------------------------------------------------------------
if not DATABASE_URL:  # not by way of a URL: a path may hold any sign
    DATABASE = {"ENGINE": "clinic_site.queued_sqlite3", "NAME": str(VAR_DIR / "clinic.sqlite3")}
_on_sqlite = DATABASE["ENGINE"].endswith("sqlite3")
if _on_sqlite:
    # synchronous=FULL: an acknowledged request survives a power cut, not only a killed process.
    # secure_delete: what is purged is overwritten, not only unlinked.
    # timeout: a person waits ten seconds and then has their text back; a thread is not held longer.
    DATABASE["ENGINE"] = "clinic_site.queued_sqlite3"  # writers come in order, whatever the URL names
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "most_waiting": max(1, WEB_THREADS * 3 // 4),  # the other threads are for readers
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA secure_delete=ON;",
    }
else:  # whoever waits for a locked table is told after ten seconds, as on SQLite
    DATABASE["OPTIONS"] = {"connect_timeout": 10, "options": "-c lock_timeout=10s"} | DATABASE.get(
        "OPTIONS", {}
    )
# Each thread has a connection of its own. A file bears that; a PostgreSQL server has a hundred in
# all, and threads that have nothing to do would never give theirs back.
DATABASES = {"default": {**DATABASE, "CONN_MAX_AGE": 60 if _on_sqlite else 0, "CONN_HEALTH_CHECKS": True}}

_table = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
_redis = {"BACKEND": "clinic_site.redis_cache.RedisOrTable", "LOCATION": REDIS_URL}
CACHES = {"default": _redis, "table": _table} if REDIS_URL else {"default": _table}

# --- mail -----------------------------------------------------------------------------------
EMAIL_BACKEND = EMAIL["EMAIL_BACKEND"]
EMAIL_FILE_PATH = EMAIL.get("EMAIL_FILE_PATH") or str(VAR_DIR / "mail")
EMAIL_HOST = EMAIL.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = EMAIL.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = EMAIL.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = EMAIL.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = EMAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20  # seconds; well under the outbox lease, so that no second worker sends the same
DEFAULT_FROM_EMAIL = DEFAULT_FROM_EMAIL or f"no-reply@{_site.hostname}"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
CONFIRMATION_FROM = CONFIRMATION_FROM or DEFAULT_FROM_EMAIL
if STAFF_EMAIL and not re.fullmatch(r"[^@\s,]+@[^@\s,]+", STAFF_EMAIL):
    raise ImproperlyConfigured("STAFF_EMAIL must be one address, like front-desk@example.org")

# --- staff ----------------------------------------------------------------------------------
ALLAUTH_TRUSTED_PROXY_COUNT = int(TRUST_PROXY)  # the rest of the doors: doors/settings.py
CSRF_FAILURE_VIEW = "clinic_site.errors.csrf_failure"
_prefix = "__Host-" if ON_TLS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_prefix}session", f"{_prefix}csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ON_TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # staff come from the link in a mail; writing is guarded by CSRF
CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# --- headers (the rest in security_headers.py) ----------------------------------------------
SECURE_SSL_REDIRECT = ON_TLS
SECURE_HSTS_SECONDS = HSTS_SECONDS if ON_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ON_TLS
SECURE_HSTS_PRELOAD = ON_TLS and HSTS_PRELOAD
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- requests -------------------------------------------------------------------------------
# Somebody may paste a whole diary: they are told the limit and get it back, not an error page.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
DATA_UPLOAD_MAX_NUMBER_FILES = 0

# --- files ----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "clinic_site.bundles.BundleFinder",
    "clinic_site.image_files.ImageFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = not DEBUG
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site reads our files by script

# --- logs: times, places and kinds of fault; never what a person wrote (see logs.py) ---------
LOGGING = logging_config(LOG_LEVEL)
# Preloading binds every subdomain for years: a decision of the operator, not a default.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
