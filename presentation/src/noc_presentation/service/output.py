"""What steps wrote, host by host: read from the scheduler page by page, as lines, searched or written down."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from noc_presentation.clients.scheduler import Scheduler
from noc_presentation.errors import NocError
from noc_presentation.service import parts

#: So many matches are told with their line; all are counted.
MOST_TOLD = 1_000
#: So many characters are looked through; what is beyond is not, which the answer says.
MOST_READ = 100_000_000
LONGEST_SHOWN = 500
Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Of:
    """Whose output: of one execution, and there of one node or one host only where these are named."""

    execution: str
    node: str | None
    host: str | None


def visits(scheduler: Scheduler, of: Of) -> Iterator[Document]:
    """The visits that wrote something, by host and number."""
    query = {name: value for name, value in (("node", of.node), ("host", of.host)) if value is not None}
    found = parts.of_execution(scheduler, of.execution, "visits", query)
    return (visit for visit in found if visit["stdout"] or visit["stderr"])


def lines(visit: Document) -> list[str]:
    """What a visit wrote, its complaints last; the screens number the same lines from 1."""
    text = "\n".join(filter(None, (visit["stdout"], visit["stderr"])))
    return text.replace("\r\n", "\n").removesuffix("\n").split("\n")


def search(scheduler: Scheduler, of: Of, text: str) -> dict[str, Any]:
    """Where this text occurs, in small or capital letters: how often, on how many hosts, and the first of them."""
    wanted, count, read, cut = text.casefold(), 0, 0, False
    hosts: set[str] = set()
    found: list[Document] = []
    for visit in visits(scheduler, of):
        written = lines(visit)
        read += sum(map(len, written))
        if read > MOST_READ:
            cut = True
            break
        for number, line in enumerate(written, start=1):
            if wanted not in line.casefold():
                continue
            count += 1
            hosts.add(visit["host"])
            if len(found) < MOST_TOLD:
                place = {name: visit[name] for name in ("host", "node", "number")}
                found.append({**place, "line": number, "text": line[:LONGEST_SHOWN]})
    return {"count": count, "hosts": len(hosts), "items": found, "cut": cut}


def written_down(scheduler: Scheduler, of: Of) -> Iterator[str]:
    """Everything as text, each line behind its host, node and visit; ends early, saying so, if it can't go on.

    What can't even begin raises.
    """
    begun = False
    try:
        for visit in visits(scheduler, of):
            before = f"{visit['host']}\t{visit['node']}#{visit['number']}\t"
            yield "".join(f"{before}{line}\n" for line in lines(visit))
            begun = True
    except NocError as error:
        if not begun:
            raise
        yield f"\nNot whole: {error}\n"
