"""A presentation layer that is only played: one execution that moves on whenever somebody waits."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

Document = dict[str, Any]
ID = "01a1fbba-0000-7000-8000-000000000012"
NODES = ("begin", "check", "restart", "again", "done", "gave_up")


def at(second: int) -> str:
    """An instant of the story."""
    return f"2026-11-21T09:{second // 60:02}:{second % 60:02}.000Z"


def execution(status: str, counts: dict[str, int], sentence: str = "", **more: Any) -> Document:
    """An execution as the API shows it."""
    over = status in ("succeeded", "failed", "cancelled")
    return {
        "id": ID,
        "number": 12,
        "status": status,
        "procedure": {"name": "restart-web", "version": 3, "digest": "sha256:00"},
        "target": {"groups": ["web"], "hosts": []},
        "params": {},
        "start_at": None,
        "created_at": at(0),
        "started_at": at(0),
        "finished_at": at(12) if over else None,
        "actor": {"id": "a", "name": "ana", "kind": "person"},
        "reason": None,
        "waiting_for": None,
        "counts": counts,
        "sentence": sentence,
        **more,
    }


def event(happened: str, host: str | None, second: int, **data: Any) -> Document:
    """An event as the feed shows it."""
    return {
        "id": f"e-{happened}-{host}-{second}",
        "execution": ID,
        "host_run": host and f"run-of-{host}",
        "host": host,
        "seq": second + 1,
        "type": happened,
        "v": 1,
        "at": at(second),
        "actor": None,
        "cause": None,
        "data": data,
    }


def finished(host: str, second: int, node: str, outcome: str, **data: Any) -> Document:
    """The end of a task."""
    return event("visit.finished", host, second, node=node, kind="task", outcome=outcome, **data)


def over(host: str, second: int, status: str, reason: Document | None = None) -> Document:
    """The end of a host's walk."""
    return event("host_run.finished", host, second, status=status, reason=reason, changed=False)


def host(
    name: str, status: str, word: str | None = None, reason: Document | None = None, **more: Any
) -> Document:
    """A host of an execution as the API shows it."""
    return {
        "id": f"run-of-{name}",
        "name": name,
        "address": "10.0.0.1",
        "status": status,
        "outcome_word": word or status,
        "reason": reason,
        "changed": False,
        "node": None,
        "waiting_for": None,
        "started_at": at(0),
        "finished_at": at(12),
        **more,
    }


def row(name: str, word: str, **cells: str) -> Document:
    """A row of the matrix: `check="failed"`, `again="again*3"`."""
    return {
        "name": name,
        "status": "succeeded" if word == "succeeded" else "failed",
        "outcome_word": word,
        "cells": {node: _cell(cell) for node, cell in cells.items()},
    }


def matrix(*rows: Document, nodes: Sequence[str] = NODES) -> Document:
    """A matrix with these nodes."""
    return {
        "nodes": [{"id": node, "kind": "task", "title": node} for node in nodes],
        "hosts": list(rows),
        "arrows": [],
    }


def _cell(text: str) -> Document:
    outcome, _, visits = text.partition("*")
    return {"outcome": outcome, "status": "succeeded", "visits": int(visits or 1), "changed": False}


@dataclass
class Moment:
    """How things are at one time, and what has happened until then since the moment before."""

    execution: Document
    events: list[Document] = field(default_factory=list)


@dataclass
class PlayedServer:
    """Answers from a story of moments; `answers` come first, and every request is remembered."""

    story: list[Moment] = field(default_factory=list)
    matrix: Document = field(default_factory=matrix)
    hosts: list[Document] = field(default_factory=list)
    answers: dict[tuple[str, str], tuple[int, Document]] = field(default_factory=dict)
    asked: list[httpx.Request] = field(default_factory=list)
    silent: int = 0
    moment: int = 0
    seconds: float = 0.0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.silent:
            self.silent -= 1
            raise httpx.ConnectError("connection refused", request=request)
        self.asked.append(request)
        path = request.url.raw_path.decode().partition("?")[0].removeprefix("/api/v1")
        status, document = self.answers.get((request.method, path)) or self._told(path, request.url.params)
        return httpx.Response(status, json=document)

    def sleep(self, seconds: float) -> None:
        """Time passes: the story goes on."""
        self.seconds += seconds
        self.moment = min(self.moment + 1, len(self.story) - 1)

    def bodies(self) -> list[Document]:
        """What was sent so far."""
        return [json.loads(request.content) for request in self.asked if request.content]

    def _told(self, path: str, query: httpx.QueryParams) -> tuple[int, Document]:
        match path.removeprefix(f"/executions/{ID}").removeprefix("/executions/12"):
            case "":
                return 200, self.story[self.moment].execution
            case "/events":
                return 200, self._page(int(query.get("after", 0)), int(query["limit"]))
            case "/matrix":
                return 200, self.matrix
            case "/hosts":
                return 200, {"items": self.hosts, "next": None}
        problem = {"code": "not_found", "detail": "there is no such thing here", "request_id": "r1"}
        return 404, {"status": 404, "errors": [], **problem}

    def _page(self, after: int, limit: int) -> Document:
        events = [event for moment in self.story[: self.moment + 1] for event in moment.events]
        page = events[after : after + limit]
        return {"items": page, "next": str(after + len(page))}
