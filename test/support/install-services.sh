#!/bin/sh
# Installs Debian packages, as root, without leaving anything running: the tests start what they need
# on free ports. Called as `sh test/support/install-services.sh PACKAGE...` by `npm test` and by CI.
set -eu
export DEBIAN_FRONTEND=noninteractive

# Debian asks this program before it starts a service; 101 means "do not".
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi

# A stale list can name versions that are gone, so a failed update is tried again, then ventured.
apt-get update -qq || { sleep 5 && apt-get update -qq; } || true
apt-get install -y -qq --no-install-recommends "$@"

# What was kept from starting now is to stay off after the next boot as well.
if [ -d /run/systemd/system ]; then
  for package in "$@"; do
    systemctl disable --quiet "$package.service" 2>/dev/null || true
  done
fi
