#!/usr/bin/env bash
# Creates .venv with a recent enough Python, or says in one line what to install. PYTHON names another one.
set -eu
for python in ${PYTHON:-python3} python3.13 python3.12 python3.11; do
  if command -v "$python" >/dev/null && "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    found=$python
    break
  fi
done
if [ -z "${found:-}" ]; then
  echo "Cannot start: Python 3.11 or newer is required; this machine has $(python3 --version 2>&1 || echo none)." >&2
  exit 1
fi
if ! "$found" -c 'import ensurepip, venv' 2>/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing python3-venv …"
    apt-get update -qq >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
  else
    echo "Cannot start: python3-venv is missing; run: sudo apt-get install python3-venv" >&2
    exit 1
  fi
fi
"$found" -m venv .venv
