"""How Django connects to the database that a URL names."""

from __future__ import annotations

from typing import Any


def with_options(database: dict[str, Any], pool_size: int) -> dict[str, Any]:
    """Return the settings of a database with the options of its kind.

    `pool_size` is how many connections to PostgreSQL the threads of a process share, or 0 if each has
    its own.
    """
    if database["ENGINE"].endswith("sqlite3"):
        return database | _sqlite()
    options = {
        "connect_timeout": 10,
        "options": "-c lock_timeout=10s",  # as on SQLite
        # A server that vanishes without a word, like a machine that loses power, is given up after about
        # ten seconds instead of the quarter of an hour for which the system would send again.
        "tcp_user_timeout": 5000,  # milliseconds
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 2,
    } | database.get("OPTIONS", {})
    if pool_size:
        # timeout: while the database is unavailable, a person has their text back after five seconds.
        # reconnect_timeout: longer would mean longer pauses between tries, after it has come back too.
        options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 5, "reconnect_timeout": 3}
    # A connection for each thread would be too many for a server, so none is kept outside the pool.
    return database | {
        "ENGINE": "clinic_site.bounded_postgresql",
        "OPTIONS": options,
        "CONN_MAX_AGE": 0,
    }


def _sqlite() -> dict[str, Any]:
    # synchronous=FULL: an acknowledged request survives a power cut, not only a killed process.
    # secure_delete: what is purged is overwritten, not only unlinked.
    # timeout: a person waits ten seconds and then has their text back; a thread is not held longer.
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
