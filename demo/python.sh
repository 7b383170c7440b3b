#!/bin/sh
# Makes the virtual environment VENV with PYTHON (3.11 or newer), or says in one line what is missing.
set -eu
python=$1 venv=$2
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    echo "noc-orchestrator needs Python 3.11 or newer; $python is not. Name one: make PYTHON=/path/to/python3" >&2
    exit 78
}
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package" >/dev/null
    else
        echo "Python's venv module is missing. Run: sudo apt-get install $package" >&2
        exit 78
    fi
fi
[ -x "$venv/bin/python" ] || { echo "Making a virtual environment in $venv"; "$python" -m venv "$venv"; }
echo "Installing the three layers and what testing needs (a few minutes the first time)"
