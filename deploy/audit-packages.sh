#!/usr/bin/env bash
# Known weaknesses end with 1; an advisory database that cannot be reached is told and does not.
set -eu
cd "$(dirname "$0")/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if var/tools/bin/pip-audit --requirement requirements.txt --require-hashes --disable-pip \
  --vulnerability-service osv --timeout 10 --progress-spinner off >"$log" 2>&1; then
  cat "$log"
elif grep -q "known vulnerabilit" "$log"; then
  cat "$log"
  exit 1
else
  tail -n 1 "$log"
  echo "Packages were not checked: osv.dev did not answer."
fi
