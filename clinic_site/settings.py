"""All settings, from the environment; docs/settings.md explains each variable.

`LOCAL_ENV` is a file of variables for local development, set by `make`; the real environment takes
precedence. No other file is read, since on a server one side could write it for the other.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvValidationError
from marshmallow.validate import OneOf, Range

from clinic_site import clinic
from clinic_site.accounts.settings import *  # noqa: F403
from clinic_site.core.database_options import with_options
from clinic_site.core.languages import with_pages
from clinic_site.core.setting_parsers import count_per_minutes, day_counts, parts_of_url
from clinic_site.core.settings_files import read_local_environment, read_signing_keys
from clinic_site.core.template_loaders import AS_AT_START
from clinic_site.ops.key_files import STAFF_KEY_FILES
from clinic_site.ops.log_format import logging_config

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env(eager=False)
env.add_parser("days", day_counts)
env.add_parser("rate", count_per_minutes)
LOCAL_ENV = os.environ.get("LOCAL_ENV", "")
read_local_environment(env, LOCAL_ENV)

# --- process --------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", False)
ROLE = env.str("ROLE", "all", validate=OneOf(["all", "public", "staff"]))
SITE_URL = env.str("SITE_URL")
STAFF_URL = env.str("STAFF_URL", None) or SITE_URL
CLINIC_FILE = env.path("CLINIC_FILE", BASE_DIR / "clinic_site" / "clinic" / "clinic.toml")
NOTICES_FILE = env.path("NOTICES_FILE", None)  # of release 0.1; `migrate` reads it once
VAR_DIR = env.path("VAR_DIR", BASE_DIR / "var")
# Not in VAR_DIR: scripts writable by a service would run in the browsers of staff.
STATIC_ROOT = env.path("STATIC_ROOT", BASE_DIR / "staticfiles")

# --- secrets: files, to keep them out of process lists and crash reports --------------------
SECRET_KEY_FILE = env.path("SECRET_KEY_FILE")
RECEIPT_KEYS_FILE = env.path("RECEIPT_KEYS_FILE", None)
SEALING_PUBLIC_KEYS_FILE = env.path("SEALING_PUBLIC_KEYS_FILE")
SEALING_PRIVATE_KEYS_FILE = env.path("SEALING_PRIVATE_KEYS_FILE", None)
INDEX_KEY_FILE = env.path("INDEX_KEY_FILE", None)
AUDIT_KEY_FILE = env.path("AUDIT_KEY_FILE", None)
FACTOR_KEY_FILE = env.path("FACTOR_KEY_FILE", None)
ROW_MAC_KEY_FILE = env.path("ROW_MAC_KEY_FILE", None)
BACKUP_RECIPIENTS_FILE = env.path("BACKUP_RECIPIENTS_FILE", None)
BACKUP_IDENTITY_FILE = env.path("BACKUP_IDENTITY_FILE", None)
BACKUP_SIGNING_KEY_FILE = env.path("BACKUP_SIGNING_KEY_FILE", None)
BACKUP_VERIFY_KEYS_FILE = env.path("BACKUP_VERIFY_KEYS_FILE", None)
CANARY_KEY_FILE = env.path("CANARY_KEY_FILE", None)
METRICS_TOKEN_FILE = env.path("METRICS_TOKEN_FILE", None)

# --- services and limits --------------------------------------------------------------------
DATABASE_URL = env.str("DATABASE_URL", "")
DATABASE = env.dj_db_url("DATABASE_URL", "sqlite://")
EMAIL_URL = env.str("EMAIL_URL", "")
EMAIL = env.dj_email_url("EMAIL_URL", "file:")
DEFAULT_FROM_EMAIL, CONFIRMATION_FROM = env.str("EMAIL_FROM", None), env.str("CONFIRMATION_FROM", None)
STAFF_EMAIL = env.str("STAFF_EMAIL", "")
WEBHOOK_URL, WEBHOOK_KEY_FILE = env.str("WEBHOOK_URL", ""), env.path("WEBHOOK_KEY_FILE", None)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [])
TRUST_PROXY = env.bool("TRUST_PROXY", False)
HSTS_SECONDS = env.int("HSTS_SECONDS", 31_536_000, validate=Range(min=0))
HSTS_PRELOAD = env.bool("HSTS_PRELOAD", False)
MAINTENANCE = env.bool("MAINTENANCE", False)
KEEP_DAYS = env.days("KEEP_DAYS", "")
KEEP_OUTBOX_DAYS = env.int("KEEP_OUTBOX_DAYS", 30, validate=Range(min=1))
OPENINGS_ALERT = env.rate("OPENINGS_ALERT", "30/10")
SHOW_PROMISE_KEPT = env.bool("SHOW_PROMISE_KEPT", False)
CLAIM_HOURS = env.int("CLAIM_HOURS", 2, validate=Range(min=1))
CONTACT_ATTEMPTS = env.int("CONTACT_ATTEMPTS", 3, validate=Range(min=1))
CONTACT_DAYS = env.int("CONTACT_DAYS", 5, validate=Range(min=1))
WEB_THREADS = env.int("WEB_THREADS", 16, validate=Range(min=1))
DB_POOL_SIZE = env.int("DB_POOL_SIZE", 0, validate=Range(min=0))  # 0: no pool, a connection per request
PAGE_CACHE_BYTES = env.int("PAGE_CACHE_BYTES", 32 * 1024 * 1024, validate=Range(min=0))
SUSPECT_PER_NETWORK = env.int("SUSPECT_PER_NETWORK", 60, validate=Range(min=1))
SUSPECT_PER_PHONE = env.int("SUSPECT_PER_PHONE", 5, validate=Range(min=1))
FLOOD_PER_NETWORK = env.int("FLOOD_PER_NETWORK", 300, validate=Range(min=1))
RISK_INTERRUPTION = env.bool("RISK_INTERRUPTION", False)
RISK_PHRASES_FILE = env.path("RISK_PHRASES_FILE", BASE_DIR / "intake" / "rules" / "risk_phrases.txt")
RISK_LIST_SIGNED_BY = env.str("RISK_LIST_SIGNED_BY", "")
LOG_LEVEL = env.str("LOG_LEVEL", "INFO", validate=OneOf(["DEBUG", "INFO", "WARNING", "ERROR"]))

try:
    env.seal()
    errors = {}
except EnvValidationError as error:
    errors = error.error_messages
if ROLE != "public":
    missing = {"SEALING_PRIVATE_KEYS_FILE": SEALING_PRIVATE_KEYS_FILE, "INDEX_KEY_FILE": INDEX_KEY_FILE}
    errors |= {
        name: [f"Environment variable not set, and ROLE={ROLE} needs it."]
        for name, value in missing.items()
        if value is None and name not in errors
    }
if errors:
    message = "; ".join(f"{name}: {' '.join(map(str, reasons))}" for name, reasons in errors.items())
    local = " For local development, use make, which sets LOCAL_ENV=var/local.env." if not LOCAL_ENV else ""
    raise ImproperlyConfigured(f"{message} See docs/settings.md.{local}")
if "#" in EMAIL_URL:  # everything after it, perhaps the host, would be ignored
    raise ImproperlyConfigured(
        "EMAIL_URL: write # as %23; @ : / ? % in a name or password as %40 %3A %2F %3F %25"
    )
if "EMAIL_BACKEND" not in EMAIL:
    raise ImproperlyConfigured("EMAIL_URL must begin with smtp://, smtps://, submission:// or file://")
if ROLE == "public" and (given := [name for name in STAFF_KEY_FILES if globals()[name] is not None]):
    raise ImproperlyConfigured(
        f"ROLE=public must not be given {', '.join(given)}: "
        "an intruder there must not be able to read or forge patients' requests."
    )

SECRET_KEY, *SECRET_KEY_FALLBACKS = read_signing_keys("SECRET_KEY_FILE", SECRET_KEY_FILE)
# Only receipt secrets issued before forms had a nonce depend on these keys.
RECEIPT_KEYS = read_signing_keys("RECEIPT_KEYS_FILE", RECEIPT_KEYS_FILE or SECRET_KEY_FILE)

try:
    _clinic = clinic.load(CLINIC_FILE)
except clinic.ClinicFileError as error:
    raise ImproperlyConfigured(str(error)) from None

_site, _staff = parts_of_url("SITE_URL", SITE_URL), parts_of_url("STAFF_URL", STAFF_URL)
SITE_URL, STAFF_URL = SITE_URL.rstrip("/"), STAFF_URL.rstrip("/")
ON_TLS = _site.scheme == "https"
if wrong := [host for host in ALLOWED_HOSTS if "/" in host or host != host.strip()]:
    raise ImproperlyConfigured(f"ALLOWED_HOSTS: write names of hosts like www.example.org, not {wrong[0]!r}")
if not ALLOWED_HOSTS:
    ALLOWED_HOSTS = sorted(
        f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname for parts in {_site, _staff}
    )

# --- Django ---------------------------------------------------------------------------------
ROOT_URLCONF = "clinic_site.urls"
WSGI_APPLICATION = "clinic_site.wsgi.application"
LANGUAGE_CODE = "en"
LANGUAGES = with_pages(BASE_DIR / "content" / "pages")
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "clinic_site.formats"
TIME_ZONE = _clinic.clinic.time_zone  # times are stored in UTC and displayed in the clinic's time zone
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "clinic_site.accounts.apps.StaffAdminConfig",
    "clinic_site.accounts.apps.PeopleConfig",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "clinic_site",
    "clinic_site.clinic.apps.ClinicConfig",
    "content",
    "intake",
    "clinic_site.accounts.apps.AccountsConfig",  # last: its admin replaces those of the apps above
]
MIDDLEWARE = [
    "clinic_site.core.languages.LanguageMiddleware",
    "clinic_site.core.security_headers.SecurityHeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "clinic_site.ops.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "clinic_site.ops.maintenance.MaintenanceMiddleware",
    "clinic_site.errors.middleware.RefusalsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "clinic_site.accounts.sessions.SessionLimitMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "clinic_site.accounts.second_factor.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
]
# Validates texts by editors against the sources and pages of the site.
EDITOR_RULES = "clinic_site.public.editor_rules"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clinic_site.public.context.site",
            ],
        },
    }
]
if DEBUG:  # a changed template shows at once
    TEMPLATES[0]["APP_DIRS"] = True
else:
    TEMPLATES[0]["OPTIONS"]["loaders"] = [("django.template.loaders.cached.Loader", AS_AT_START)]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# --- data -----------------------------------------------------------------------------------
if not DATABASE_URL:  # not as a URL: a path may contain any character
    DATABASE = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(VAR_DIR / "clinic.sqlite3")}
if ROLE != "all" and DATABASE["ENGINE"].endswith("sqlite3"):
    raise ImproperlyConfigured(
        f"ROLE={ROLE} needs PostgreSQL: set DATABASE_URL. On SQLite both sides share one file, so "
        "they cannot be isolated; SQLite supports only ROLE=all."
    )
DATABASES = {"default": with_options(DATABASE, DB_POOL_SIZE)}
CACHES = {
    "default": {
        "BACKEND": "clinic_site.core.json_cache.JsonDatabaseCache",
        "LOCATION": "cache",
        # Beyond this, rows are deleted that are still valid. The default is 300, and each sender has a row.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- mail -----------------------------------------------------------------------------------
EMAIL_BACKEND = EMAIL["EMAIL_BACKEND"]
EMAIL_FILE_PATH = EMAIL.get("EMAIL_FILE_PATH") or str(VAR_DIR / "mail")
EMAIL_HOST = EMAIL.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = EMAIL.get("EMAIL_PORT") or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL.get("EMAIL_HOST_USER"), EMAIL.get("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL.get("EMAIL_USE_TLS", False), EMAIL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20  # seconds; well below the outbox lease, so that no second worker sends the same message
SERVER_EMAIL = DEFAULT_FROM_EMAIL = DEFAULT_FROM_EMAIL or f"no-reply@{_site.hostname}"
CONFIRMATION_FROM = CONFIRMATION_FROM or DEFAULT_FROM_EMAIL
if STAFF_EMAIL and not re.fullmatch(r"[^@\s,]+@[^@\s,]+", STAFF_EMAIL):
    raise ImproperlyConfigured("STAFF_EMAIL must be one address, like front-desk@example.org")

# --- staff ----------------------------------------------------------------------------------
ALLAUTH_TRUSTED_PROXY_COUNT = int(TRUST_PROXY)  # others: accounts/settings.py
CSRF_FAILURE_VIEW = "clinic_site.errors.views.csrf_failure"
_prefix = "__Host-" if ON_TLS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_prefix}session", f"{_prefix}csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ON_TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # staff follow links in email; CSRF tokens protect writes
CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 24 * 60 * 60  # sessions end sooner; their rows say whose form came too late
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# --- headers (others: security_headers.py) --------------------------------------------------
SECURE_SSL_REDIRECT = ON_TLS
SECURE_HSTS_SECONDS = HSTS_SECONDS if ON_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ON_TLS
SECURE_HSTS_PRELOAD = ON_TLS and HSTS_PRELOAD
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- requests -------------------------------------------------------------------------------
# People may paste a whole diary: the form comes back with the limit instead of an error page.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
DATA_UPLOAD_MAX_NUMBER_FILES = 1  # a picture, and only where pictures are uploaded
FILE_UPLOAD_HANDLERS = ["clinic_site.clinic.uploads.PicturesOnly"]

# --- files ----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "clinic_site.ops.static_bundles.BundleFinder",
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
WHITENOISE_ALLOW_ALL_ORIGINS = False  # scripts of other sites can't read our files

# --- logs: never what a person wrote (see log_format.py) ------------------------------------
LOGGING = logging_config(LOG_LEVEL)
# Preloading commits every subdomain for years, so it is not a default.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
