"""What steps wrote: found over the whole, counted, and written down as it was."""

from typing import Any

import pytest

from noc_presentation.service import output

ID = "0192f0c1-0000-7000-8000-000000000001"
OUTPUT = f"/api/v1/executions/{ID}/output"


def visit(host: str, number: int, stdout: str, stderr: str = "") -> dict[str, Any]:
    return {"host": host, "node": "check", "number": number, "stdout": stdout, "stderr": stderr}


@pytest.fixture(autouse=True)
def _written(house: Any) -> None:
    visits = [
        visit("web1", 2, "all is well\nDisk Full on /var\n", "disk full\n"),
        visit("web2", 2, ""),
        visit("web2", 3, "\x1b[31mdisk full\x1b[0m\r\n<script>"),
    ]
    house.scheduler.answer("GET", f"/v1/executions/{ID}/visits", 200, {"items": visits, "next": None})


def test_a_text_is_counted_over_all_output_whatever_its_letters(house: Any) -> None:
    found = house.person.get(f"{OUTPUT}/matches", query_string={"text": "disk FULL"}).json

    assert (found["count"], found["hosts"], found["cut"]) == (3, 2, False)
    assert [(one["host"], one["number"], one["line"]) for one in found["items"]] == [
        ("web1", 2, 2),
        ("web1", 2, 4),
        ("web2", 3, 1),
    ]


def test_every_match_is_counted_and_the_first_are_told(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "MOST_TOLD", 1)

    found = house.person.get(f"{OUTPUT}/matches", query_string={"text": "disk"}).json

    assert (found["count"], len(found["items"])) == (3, 1)


def test_more_than_can_be_looked_through_is_said_to_be_cut(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "MOST_READ", 45)

    found = house.person.get(f"{OUTPUT}/matches", query_string={"text": "disk"}).json

    assert (found["count"], found["cut"]) == (2, True)


def test_it_is_written_down_as_it_was_for_a_file_and_never_for_a_page(house: Any) -> None:
    answer = house.person.get(OUTPUT)

    assert answer.text.splitlines()[-2:] == [
        "web2\tcheck#3\t\x1b[31mdisk full\x1b[0m",
        "web2\tcheck#3\t<script>",
    ]
    assert answer.mimetype == "text/plain"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_cannot_be_read_is_a_problem_and_no_file(house: Any) -> None:
    house.scheduler.down = True

    assert house.person.get(OUTPUT).status_code == 503


@pytest.mark.parametrize("query", [{}, {"text": ""}, {"text": "x" * 201}, {"text": "a", "colour": "red"}])
def test_what_is_no_search_is_refused(house: Any, query: dict[str, str]) -> None:
    assert house.person.get(f"{OUTPUT}/matches", query_string=query).status_code == 422
