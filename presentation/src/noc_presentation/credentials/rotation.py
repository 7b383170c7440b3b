"""Rotation: every secret under a new key, a few at a time; stopped anywhere, the next one goes on from there.

The file holds the new key and the old ones until no row needs these any more, and only then the new one alone.
"""

from pathlib import Path

from noc_presentation.credentials.key_ring import KeyRing, WrappingKey, read_key_ring, write_key_ring
from noc_presentation.credentials.service import encrypt_anew
from noc_presentation.store import credentials as store
from noc_presentation.store.database import Database

AT_ONCE = 100


def rotate(database: Database, path: Path) -> int:
    """Give every credential a data key under a new wrapping key; how many this call has changed.

    A file with several keys is a rotation that was stopped: it is finished, without another new key.
    Raises Unavailable for a credential that no key opens; the old keys then stay.
    """
    ring = read_key_ring(path)
    if len(ring.keys) == 1:
        ring = KeyRing((WrappingKey.new(), *ring.keys))
        write_key_ring(path, ring)
    done = 0
    while changed := _some(database, ring):
        done += changed
    return done + _finish(database, path, ring)


def _some(database: Database, ring: KeyRing) -> int:
    with database.writing() as session:
        rows = store.under_other_keys(session, ring.current.id, AT_ONCE)
        for row in rows:
            encrypt_anew(ring, row)
    return len(rows)


def _finish(database: Database, path: Path, ring: KeyRing) -> int:
    """Drop the old keys while nobody writes: whoever read the file before has stored by then, and is found here."""
    done = 0
    with database.writing() as session:
        store.lock_writers(session, alone=True)
        while rows := store.under_other_keys(session, ring.current.id, AT_ONCE):
            for row in rows:
                encrypt_anew(ring, row)
            session.flush()
            done += len(rows)
    with database.writing() as session:
        store.lock_writers(session, alone=True)
        if not store.under_other_keys(session, ring.current.id, 1):
            write_key_ring(path, KeyRing((ring.current,)))
    return done
