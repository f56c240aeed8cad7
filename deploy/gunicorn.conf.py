"""gunicorn: threads, because a request waits for a disk or a reader, not for the processor."""

import os
from pathlib import Path

bind = os.environ.get("BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "32"))
timeout = 60
graceful_timeout = 25
keepalive = 15
max_requests = 50_000
max_requests_jitter = 5_000
# gunicorn would believe these headers from any program on this machine: a forged SCRIPT_NAME
# changes the links of a page, and whether a request came by TLS is Django's to judge (TRUST_PROXY).
forwarder_headers = ""
secure_scheme_headers = {}
umask = 0o077
limit_request_line = 4094
limit_request_fields = 60
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True
# Addresses of receipts are in the request line: no access log here. A proxy may keep one
# without them (README, "Proxies").
accesslog = None
errorlog = "-"
# Its warnings quote request lines and addresses, and those may hold what a person typed.
loglevel = "error"
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "clinic_site.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "ERROR"},
    "loggers": {"gunicorn.error": {"handlers": ["stderr"], "level": "ERROR", "propagate": False}},
}


def post_worker_init(worker):
    """Render all pages beside the first requests; in each worker, for a thread is not forked."""
    from clinic_site.page_memory import PageMemory

    if isinstance(worker.wsgi, PageMemory) and os.environ.get("ROLE") != "staff":
        from clinic_site import warming

        warming.start(worker.wsgi)
