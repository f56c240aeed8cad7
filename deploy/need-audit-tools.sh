#!/usr/bin/env bash
# The audit needs the npm packages of tests/audit/ and Java: installed as root on Debian, otherwise named.
set -eu
cd "$(dirname "$0")/.."

missing=()
command -v npm >/dev/null || missing+=(npm)
command -v java >/dev/null || missing+=(default-jre-headless)
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing ${missing[*]} for the audit …"
    apt-get update -qq >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  else
    echo "The audit needs ${missing[*]}; run: sudo apt-get install ${missing[*]}" >&2
    exit 1
  fi
fi

cd tests/audit
if ! cmp -s package-lock.json node_modules/installed.json; then
  echo "Installing the packages of tests/audit/package.json …"
  log=$(mktemp)
  # The packages work without their install scripts and include the Node version they require.
  if ! npm ci --ignore-scripts --no-audit --no-fund >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    exit 1
  fi
  rm -f "$log"
  cp package-lock.json node_modules/installed.json
fi
