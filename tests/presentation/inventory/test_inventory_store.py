"""The inventory's tables keep the same promises on SQLite and on PostgreSQL."""

import threading
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from noc_presentation.actors import SETUP
from noc_presentation.errors import Conflict
from noc_presentation.inventory import groups, hosts, imports
from noc_presentation.inventory.described import described_host
from noc_presentation.inventory.model import Target
from noc_presentation.inventory.rows import host_of, hosts_where
from noc_presentation.inventory.service import resolve
from noc_presentation.pages import PageRequest
from noc_presentation.store.database import Database

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.xdist_group("presentation-postgresql")


def bring_in(database: Database, content: str, *, replace: bool = False) -> imports.Imported:
    document = imports.read("auto", content)
    with database.writing() as session:
        imported = imports.compare(session, document, replace=replace)
        imports.store(session, imported, SETUP, NOON)
    return imported


def test_a_host_comes_back_as_it_went_in(database: Database) -> None:
    described = described_host(
        {
            "name": "São-1",
            "address": "2001:DB8::1",
            "port": 2222,
            "user": "deploy",
            "groups": ["web", "edge"],
            "tags": ["b", "a"],
            "vars": {"text": "{{ x }}", "deep": {"a": [1, 1.0, True, None, "1"]}, "big": 2**62},
        }
    )
    with database.writing() as session:
        hosts.create(session, described, SETUP, NOON)
    with database.reading() as session:
        stored = host_of(hosts.one(session, "SÃO-1"))
    assert stored == described
    assert [type(item) for item in stored.vars["deep"]["a"]] == [int, float, bool, type(None), str]


def test_imports_add_change_and_remove(database: Database) -> None:
    bring_in(database, "[web]\nweb[1:3] ansible_host=10.0.0.1\n[db]\ndb1\n[spare]\n")
    bring_in(database, "[web]\nweb1 role=front\n[edge]\nweb2\n")
    with database.reading() as session:
        assert host_of(hosts.one(session, "web1")).vars == {"role": "front"}
        assert host_of(hosts.one(session, "web2")).groups == ("edge", "web")
        counts = {group.name: group.hosts for group in groups.listed(session, PageRequest()).items}
        assert counts == {"db": 1, "edge": 1, "spare": 0, "web": 3}
    removed = bring_in(database, "[db]\ndb1\n", replace=True).merged.removed
    assert [host.name for host in removed] == ["web1", "web2", "web3"]
    with database.reading() as session:
        assert [row.name for row in hosts.listed(session, PageRequest(), None).items] == ["db1"]
        assert groups.one(session, "web").hosts == 0


def test_an_import_of_many_hosts_takes_no_more_statements_than_one_of_few(database: Database) -> None:
    def statements(last: int, role: str) -> int:
        said: list[str] = []
        sa.event.listen(database.engine, "before_cursor_execute", lambda *about: said.append(about[2]))
        bring_in(database, f"[web]\nweb[1:{last}] ansible_host=10.0.0.1 role={role}\n", replace=True)
        return len(said)

    few, many = statements(3, "front"), statements(900, "back")
    assert many <= few + 2, "one that changes hosts looks for their rows and changes them"
    with database.reading() as session:
        found = hosts_where(session)
    assert len(found) == 900
    assert {(host.groups, host.vars["role"]) for host in found} == {(("web",), "back")}


def test_a_host_that_went_between_looking_and_storing_is_said_to_be_gone(database: Database) -> None:
    bring_in(database, "[web]\nweb[1:3] ansible_host=10.0.0.1\n")
    changes = imports.read("auto", "[web]\nweb[1:3] ansible_host=10.0.0.2\n")
    with pytest.raises(Conflict, match="deleted"), database.writing() as session:
        imported = imports.compare(session, changes, replace=False)
        hosts.delete(session, "web2")
        imports.store(session, imported, SETUP, NOON)
    with database.reading() as session:
        assert {host.address for host in hosts_where(session)} == {"10.0.0.1"}, "nothing was stored"


def test_targets_are_found_by_name_in_any_case(database: Database) -> None:
    bring_in(database, "[web]\nweb[1:600] ansible_host=10.0.0.1\n[db]\ndb1\n")
    with database.reading() as session:
        found = resolve(session, Target(("WEB",), ("DB1", "web7")))
    assert [host.name for host in found] == sorted(["db1", *(f"web{number}" for number in range(1, 601))])


def test_of_two_who_make_the_same_host_at_once_one_is_refused(database: Database) -> None:
    ready = threading.Barrier(2)
    refused: list[str] = []

    def make(port: int) -> None:
        ready.wait()
        try:
            with database.writing() as session:
                described = described_host({"name": "web1", "port": port, "groups": ["web"]})
                hosts.create(session, described, SETUP, NOON)
        except Conflict as conflict:
            refused.append(conflict.code)

    both = [threading.Thread(target=make, args=(port,)) for port in (1, 2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert len(refused) == 1
    assert refused[0] in {"host.exists", "conflict.concurrent"}
    with database.reading() as session:
        assert len(hosts.listed(session, PageRequest(), "web").items) == 1
