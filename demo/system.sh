#!/bin/sh
# Installs the Debian packages that the demo and the tests use, or names them in one line when it may not.
set -eu
missing=
need() { # need COMMAND-OR-FILE PACKAGE
    command -v "$1" >/dev/null 2>&1 || [ -x "$1" ] || missing="$missing $2"
}
need /usr/sbin/sshd openssh-server
need ssh openssh-client
need sftp openssh-client
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
need redis-server redis-server
need cc "gcc libc6-dev"
if [ "${1:-}" = tests ]; then # the screens are tested in it, traps and queues against them; the demo needs none
    need chromium chromium
    need snmptrap snmp
    need /usr/lib/rabbitmq/bin/rabbitmq-server rabbitmq-server
fi
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing$missing"
    apt-get update -qq
    # No service of the system is started or changed: everything runs on private ports and folders.
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d.noc && chmod +x /usr/sbin/policy-rc.d.noc
    [ -e /usr/sbin/policy-rc.d ] || cp /usr/sbin/policy-rc.d.noc /usr/sbin/policy-rc.d
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null
    cmp -s /usr/sbin/policy-rc.d.noc /usr/sbin/policy-rc.d && rm -f /usr/sbin/policy-rc.d
    rm -f /usr/sbin/policy-rc.d.noc
else
    echo "Some programs are missing. Run: sudo apt-get install$missing" >&2
    exit 78
fi
