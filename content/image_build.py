"""Making files from other files once, and again only when something that decides them has changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RECORD = "record.json"


@dataclass(frozen=True)
class Job:
    """One thing to make. `key` is a hash of all that decides the outputs; `facts` are kept with it."""

    name: str
    key: str
    outputs: tuple[str, ...]
    make: Callable[[Path], None]
    facts: dict[str, Any]


def _say_nothing(number: int, of: int, name: str) -> None:
    pass


def run(jobs: Iterable[Job], folder: Path, say: Callable[[int, int, str], None] = _say_nothing) -> int:
    """Make what is missing or out of date below `folder`, and remove what no job makes any more.

    `say` is told of each job before it is done: its number, of how many, its name.
    Returns how many jobs were done. A run that is killed leaves a record from which the next one
    goes on.
    """
    jobs = list(jobs)
    folder.mkdir(parents=True, exist_ok=True)
    record = _read(folder)
    waiting = [job for job in jobs if not _is_made(job, record, folder)]
    for number, job in enumerate(waiting, start=1):
        say(number, len(waiting), job.name)
        for output in job.outputs:
            (folder / output).parent.mkdir(parents=True, exist_ok=True)
        job.make(folder)
        record[job.name] = {"key": job.key, "outputs": list(job.outputs)} | job.facts
        _write(folder, record)
    _sweep(folder, jobs, record)
    return len(waiting)


def made(folder: Path) -> list[str]:
    """Return the outputs that the last run left below `folder`, in order of their names."""
    return sorted(output for job in _read(folder).values() for output in job["outputs"])


def save(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file so that it is either whole or not there."""
    half = path.with_name(f".{path.name}")
    write(half)
    half.replace(path)


def _is_made(job: Job, record: dict[str, Any], folder: Path) -> bool:
    made = record.get(job.name, {})
    return made.get("key") == job.key and all((folder / output).is_file() for output in job.outputs)


def _sweep(folder: Path, jobs: list[Job], record: dict[str, Any]) -> None:
    wanted = {folder / output for job in jobs for output in job.outputs} | {folder / RECORD}
    for path in folder.rglob("*"):
        if path.is_file() and path not in wanted:
            path.unlink()
    names = {job.name for job in jobs}
    if record.keys() - names:
        _write(folder, {name: made for name, made in record.items() if name in names})


def _read(folder: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((folder / RECORD).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):
        return {}


def _write(folder: Path, record: dict[str, Any]) -> None:
    text = json.dumps(record, indent=1, sort_keys=True)
    save(folder / RECORD, lambda path: path.write_text(text, encoding="utf-8") and None)
