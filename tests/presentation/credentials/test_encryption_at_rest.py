"""Encryption at rest: a secret opens with its key in its row, and nowhere else; rotation loses none."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from noc_presentation.actors import SETUP
from noc_presentation.credentials import service
from noc_presentation.credentials.encryption import About, decrypt, encrypt
from noc_presentation.credentials.key_ring import (
    KeyRing,
    WrappingKey,
    make_key_ring,
    read_key_ring,
    write_key_ring,
)
from noc_presentation.credentials.rotation import rotate
from noc_presentation.credentials.service import Wanted, values_of
from noc_presentation.errors import Misconfigured, Unavailable
from noc_presentation.instants import now
from noc_presentation.store import credentials as store
from noc_presentation.store.audit import chain
from noc_presentation.store.database import Database

RING = KeyRing((WrappingKey.new(),))
ROW = About("row-1", "account", "password", 1)
VALUES = {"password": "S3cr3t"}


@pytest.mark.parametrize(
    "other",
    [
        replace(ROW, id="row-2"),
        replace(ROW, account="other"),
        replace(ROW, kind="ssh_key"),
        replace(ROW, version=2),
    ],
)
def test_a_secret_opens_in_its_own_row_alone(other: About) -> None:
    stored = encrypt(RING, ROW, VALUES)
    assert decrypt(RING, ROW, stored) == VALUES
    with pytest.raises(Unavailable, match=r"credential\.broken"):
        decrypt(RING, other, stored)


def test_a_changed_byte_or_a_missing_key_opens_nothing() -> None:
    stored = encrypt(RING, ROW, VALUES)
    first = "B" if stored.ciphertext[20] != "B" else "C"
    changed = replace(stored, ciphertext=stored.ciphertext[:20] + first + stored.ciphertext[21:])
    with pytest.raises(Unavailable, match=r"credential\.broken"):
        decrypt(RING, ROW, changed)
    with pytest.raises(Unavailable, match=r"credential\.key_missing"):
        decrypt(KeyRing((WrappingKey.new(),)), ROW, stored)


def test_the_same_secret_is_never_the_same_twice() -> None:
    one, two = encrypt(RING, ROW, VALUES), encrypt(RING, ROW, VALUES)
    assert one.ciphertext != two.ciphertext and one.wrapped_key != two.wrapped_key


def test_a_key_file_is_private_and_its_lines_are_checked(tmp_path: Path) -> None:
    path = tmp_path / "credentials.key"
    ring = make_key_ring(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert make_key_ring(path) == ring
    path.write_text(path.read_text().replace(ring.current.id, "0" * 16))
    with pytest.raises(Misconfigured):
        read_key_ring(path)


def filled(database: Database, path: Path, count: int) -> dict[str, str]:
    """So many credentials; name to password."""
    make_key_ring(path)
    secrets = {f"c{number}": f"secret {number}" for number in range(count)}
    with database.writing() as session:
        for name, secret in secrets.items():
            wanted = Wanted(name, "password", "", (), {"password": secret})
            service.create(session, lambda: read_key_ring(path), wanted, SETUP, now())
    return secrets


def opened(database: Database, path: Path) -> dict[str, str]:
    with database.reading() as session:
        ring = read_key_ring(path)
        return {row.name: values_of(ring, row)["password"] for row in store.usable(session)}


def test_rotation_changes_every_row_and_drops_the_old_key(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "credentials.key"
    secrets = filled(database, path, 250)
    old = read_key_ring(path)

    assert rotate(database, path) == 250

    new = read_key_ring(path)
    assert len(new.keys) == 1 and new.current.id != old.current.id
    assert opened(database, path) == secrets
    with database.reading() as session:
        assert {row.key_id for row in store.usable(session)} == {new.current.id}


def test_a_rotation_stopped_in_the_middle_goes_on_and_loses_nothing(
    database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "credentials.key"
    secrets = filled(database, path, 150)
    ring = KeyRing((WrappingKey.new(), *read_key_ring(path).keys))
    write_key_ring(path, ring)
    with database.writing() as session:
        for row in store.under_other_keys(session, ring.current.id, 40):
            service.encrypt_anew(ring, row)
    assert opened(database, path) == secrets

    assert rotate(database, path) == 110

    assert read_key_ring(path).keys == (ring.current,)
    assert opened(database, path) == secrets


def test_killing_the_command_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    program = Path(sys.executable).parent / "noc-presentation"
    environment: dict[str, Any] = {"PATH": os.environ["PATH"], "NOC_PRESENTATION_HOME": str(home)}
    setup = [str(program), "setup", "--token-file", str(tmp_path / "token")]
    subprocess.run(setup, env=environment, check=True, timeout=60)
    database, path = Database(f"sqlite:///{home / 'presentation.sqlite'}"), home / "credentials.key"
    secrets = filled(database, path, 500)
    order = [str(program), "credentials", "rotate-key"]
    for moment in (1, 120, 350):
        running = subprocess.Popen(
            order, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while running.poll() is None and _under_the_new_key(database, path) < moment:
            pass
        running.send_signal(signal.SIGKILL)
        running.wait(30)
        assert opened(database, path) == secrets
    subprocess.run(order, env=environment, check=True, timeout=60, stdout=subprocess.DEVNULL)
    assert opened(database, path) == secrets
    assert len(read_key_ring(path).keys) == 1
    with database.reading() as session:
        outcomes = [(entry.said.verb, entry.said.outcome) for entry in chain(session)]
    assert outcomes[-2:] == [("credentials.rotate_key", "asked"), ("credentials.rotate_key", "done")]
    verified = subprocess.run([str(program), "audit", "verify"], env=environment, timeout=60, check=False)
    assert verified.returncode == 0
    database.close()


def _under_the_new_key(database: Database, path: Path) -> int:
    ring = read_key_ring(path)
    if len(ring.keys) == 1:
        return 0
    with database.reading() as session:
        return sum(row.key_id == ring.current.id for row in store.usable(session))
