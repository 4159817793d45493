#!/bin/sh
# Takes a model version out of service. An agent runs it as
#
#   rollback.sh VERSION [FILE]
#
# with the facts of the alert in LEEWAY_* variables (docs/CONFIGURATION.md lists them). leeway runs it without a shell
# around it, so VERSION is one argument whatever it contains.
#
# This one is harmless: it switches nothing and only writes down what it would switch, one line a run, to FILE
# (default: SampleLogs/.leeway/rollbacks.log). To make it real, put your own command where the line is written, for
# example a call to the serving gateway; keep it safe to run twice, and end with a status other than 0 if it failed.

set -eu
# When the agent is killed, nobody reads the output any more; that must not stop a rollback half-way.
trap '' PIPE

version=${1:-}
case $version in
'' | '*')
  echo "rollback.sh: which version? usage: rollback.sh VERSION [FILE]" >&2
  exit 2
  ;;
*[!A-Za-z0-9._-]*)
  echo "rollback.sh: not a version: $version" >&2
  exit 2
  ;;
esac

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
log=${2:-$here/../SampleLogs/.leeway/rollbacks.log}
mkdir -p -- "$(dirname -- "$log")"

printf '%s would take %s %s out of service: %s is %s at %s (%s, episode %s, delivery %s)\n' \
  "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "${LEEWAY_MODEL:-?}" "$version" "${LEEWAY_METRIC:-?}" "${LEEWAY_VALUE:-?}" \
  "${LEEWAY_AT:-?}" "${LEEWAY_ALERT:-?}" "${LEEWAY_EPISODE:-?}" "${LEEWAY_DELIVERY_ID:-?}" >>"$log"
echo "wrote down the rollback of $version" || true
