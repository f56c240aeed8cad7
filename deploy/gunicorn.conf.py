"""gunicorn configuration. Threads, because requests wait for disks and clients, not for the CPU."""

import gc
import os
import sys
from pathlib import Path

from environs import Env, EnvValidationError
from marshmallow.validate import Range

env = Env(eager=False)
bind = os.environ.get("BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")
worker_class = "gthread"
workers = env.int("WEB_WORKERS", 2, validate=Range(min=1))
# More store requests no faster, and each keeps a connection of almost 1 MB to SQLite. With half as many,
# readers wait behind writers (docs/assurance.md, "Speed").
threads = env.int("WEB_THREADS", 16, validate=Range(min=1))
# Read by the settings: connections to PostgreSQL that each worker keeps. Commands have one of their own.
os.environ.setdefault("DB_POOL_SIZE", "8")
is_prewarmed = env.bool("PREWARM", True) and os.environ.get("ROLE") != "staff"
try:
    env.seal()
except EnvValidationError as error:
    reasons = "; ".join(f"{name}: {' '.join(given)}" for name, given in error.error_messages.items())
    sys.exit(f"Cannot start: {reasons} See docs/settings.md.")
timeout = 60
graceful_timeout = 25
keepalive = 15
max_requests = 50_000
max_requests_jitter = 5_000
# gunicorn would trust these headers from any program on this machine. A forged SCRIPT_NAME changes the
# links of a page, and Django decides whether a request used TLS (TRUST_PROXY).
forwarder_headers = ""
secure_scheme_headers = {}
umask = 0o077
limit_request_line = 8190  # what was typed travels sealed in the address of the next page
limit_request_fields = 60
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True
# Addresses of receipts are in the request line: no access log here. A proxy may keep one
# without them (docs/operations.md, "Proxies").
accesslog = None
errorlog = "-"
# Warnings quote request lines and URLs, which may contain what a person typed.
loglevel = "error"
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "clinic_site.ops.log_format.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "ERROR"},
    "loggers": {"gunicorn.error": {"handlers": ["stderr"], "level": "ERROR", "propagate": False}},
}


def post_fork(server, worker):
    """Collect no garbage while the site is loaded: nearly everything that it makes stays."""
    gc.disable()


def post_worker_init(worker):
    """Freeze what is loaded, and prewarm the page cache of each worker beside its first requests."""
    gc.collect()
    gc.freeze()  # later collections pass by what was loaded
    gc.enable()
    _keep_date_header()
    _prewarm(worker)


def _prewarm(worker):
    """Render every public page in a thread, unless PREWARM is false or this is the staff side."""
    from clinic_site.page_cache.middleware import PageCache

    if is_prewarmed and isinstance(worker.wsgi, PageCache):
        from clinic_site.page_cache import prewarm

        prewarm.start(worker.wsgi)


def _keep_date_header():
    """Add the server's Date header only if the response has none: a cached page keeps its own."""
    from gunicorn.http.wsgi import Response

    default_headers = Response.default_headers

    def without_duplicate_date(response):
        lines = default_headers(response)
        if any(name.lower() == "date" for name, _ in response.headers):
            return [line for line in lines if not line.startswith("Date:")]
        return lines

    Response.default_headers = without_duplicate_date
