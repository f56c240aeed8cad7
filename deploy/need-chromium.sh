#!/usr/bin/env bash
# The journeys need a browser: Debian's Chromium is installed as root, otherwise named.
set -eu
if { command -v chromium >/dev/null || [ -n "${CHROMIUM:-}" ]; } && /sbin/ldconfig -p | grep -q libatomic.so.1; then
  exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing Chromium for the browser tests …"
  apt-get update -qq >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium chromium-headless-shell libatomic1 fonts-liberation >/dev/null
else
  echo "The browser tests need Chromium and libatomic1; run: sudo apt-get install chromium libatomic1" >&2
  exit 1
fi
