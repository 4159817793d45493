#!/bin/sh
# Makes sure that Swift is there and that the named Debian packages are installed; installs those that are missing.
#
# usage: ensure-packages.sh PACKAGE…
#
# Silent when there is nothing to do. Uses sudo when not root. Where apt is absent it only says what is needed.

set -eu

needed_swift=6.2

if ! command -v swift >/dev/null 2>&1; then
  echo "leeway needs Swift $needed_swift or newer, and there is no swift in the search path." >&2
  echo "Install it from https://www.swift.org/install and try again." >&2
  exit 1
fi

version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' | head -n 1)
oldest=$(printf '%s\n%s\n' "$needed_swift" "${version:-0}" | sort -t . -k 1,1n -k 2,2n | head -n 1)
if [ "$oldest" != "$needed_swift" ]; then
  echo "leeway needs Swift $needed_swift or newer; this is ${version:-of an unknown version}." >&2
  echo "Install it from https://www.swift.org/install and try again." >&2
  exit 1
fi

if ! command -v apt-get >/dev/null 2>&1; then
  # Nothing here can tell what is installed: say what is needed once, and let the build decide.
  echo "No apt here. If the build fails, install what these Debian packages hold: $*" >&2
  exit 0
fi

missing=
for package in "$@"; do
  status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=env
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null 2>&1; then
    echo "Missing packages:$missing" >&2
    echo "Neither root nor sudo here; ask an administrator to run: apt-get install$missing" >&2
    exit 1
  fi
  as_root='sudo env'
fi

echo "installing$missing"
apt() { $as_root DEBIAN_FRONTEND=noninteractive apt-get "$@" </dev/null; }
# Package names have no spaces, so the list may be split.
# shellcheck disable=SC2086
apt install -y --no-install-recommends $missing || {
  # A machine without package lists, or with old ones: fetch them and try once more.
  apt update
  apt install -y --no-install-recommends $missing
}
