"""Options for Django's connection to the database."""

from __future__ import annotations

from typing import Any


def with_options(database: dict[str, Any], pool_size: int) -> dict[str, Any]:
    """Return the settings of a database with the options for its kind.

    `pool_size` is the number of connections to PostgreSQL that the threads of a process share, or 0 if
    each thread has its own.
    """
    if database["ENGINE"].endswith("sqlite3"):
        return database | _sqlite()
    options = {
        "connect_timeout": 10,
        "options": "-c lock_timeout=10s",  # as on SQLite
        # Give up on a server that vanishes without closing its connections, as at a power loss, after about
        # ten seconds. By default, the system would retransmit for a quarter of an hour.
        "tcp_user_timeout": 5000,  # milliseconds
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 2,
    } | database.get("OPTIONS", {})
    if pool_size:
        # timeout: if the database is unavailable, people get their text back after five seconds.
        # reconnect_timeout: with a longer one, the pool would pause longer after the database is back.
        options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 5, "reconnect_timeout": 3}
    # A connection for each thread would be too many for the server: only the pool keeps connections.
    return database | {
        "ENGINE": "clinic_site.bounded_postgresql",
        "OPTIONS": options,
        "CONN_MAX_AGE": 0,
    }


def _sqlite() -> dict[str, Any]:
    # synchronous=FULL: an acknowledged request survives a power cut, not only a killed process.
    # secure_delete: what is purged is overwritten, not only unlinked.
    # timeout: after ten seconds people get their text back, and the thread is free.
    return {
        "ENGINE": "clinic_site.bounded_sqlite3",  # a long lock leaves threads for readers
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA secure_delete=ON;",
        },
        "CONN_MAX_AGE": 60,  # each thread keeps its file open
        "CONN_HEALTH_CHECKS": False,
    }
