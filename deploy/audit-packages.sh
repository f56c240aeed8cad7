#!/usr/bin/env bash
# Ends with 1 if a package has a known vulnerability; if the advisory database can't be reached, says so and ends with 0.
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
  echo "Packages were not checked: osv.dev is not available."
fi
