"""Procedures as pictures: every node and every arrow is there once, and no title can be anything but words."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from noc_scheduler.cli import main
from noc_scheduler.flowchart.check import check
from noc_scheduler.flowchart.diagram.mermaid import mermaid
from noc_scheduler.flowchart.diagram.svg import svg
from noc_scheduler.flowchart.model import Flowchart

ROOT = Path(__file__).parents[3]
PROCEDURES = sorted((ROOT / "playbooks").glob("*.yml"))
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: hostile, title: '</title><script>alert(1)</script>"'}
spec:
  nodes:
    begin: {kind: start, title: '"]; click n0 "javascript:alert(1)" <img src=x>', next: end}
    end: {kind: end, title: "]]>&lt;"}
"""


def flowchart(text: str) -> Flowchart:
    found = check(text).flowchart
    assert found is not None
    return found


def arrows(drawn: Flowchart) -> int:
    return sum(target in drawn.nodes for node in drawn.nodes.values() for target in node.arrows.values())


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda path: path.stem)
def test_every_node_and_every_arrow_is_drawn_once(procedure: Path) -> None:
    drawn = flowchart(procedure.read_text())
    picture = ElementTree.fromstring(svg(drawn))
    boxes = [each for each in picture.iter(f"{SVG}g") if each.get("class", "").startswith("node ")]
    assert len(boxes) == len(drawn.nodes)
    assert len(list(picture.iter(f"{SVG}path"))) == arrows(drawn) + 1, "and the arrow head"
    lines = mermaid(drawn).splitlines()
    assert sum("-->" in line for line in lines) == arrows(drawn)
    assert len(lines) == 1 + len(drawn.nodes) + arrows(drawn)


def test_no_box_covers_another() -> None:
    for procedure in PROCEDURES:
        picture = ElementTree.fromstring(svg(flowchart(procedure.read_text())))
        places = [(rect.get("x"), rect.get("y")) for rect in picture.iter(f"{SVG}rect")]
        assert len(set(places)) == len(places)


def test_a_hostile_title_is_only_words() -> None:
    drawn = flowchart(HOSTILE)
    picture = ElementTree.fromstring(svg(drawn))
    assert [each.tag for each in picture.iter() if each.tag not in {f"{SVG}{tag}" for tag in TAGS}] == []
    assert "<script" not in svg(drawn)
    for line in mermaid(drawn).splitlines():
        assert "javascript:" not in line
        assert line.count('"') in (0, 2)


TAGS = ("svg", "title", "style", "defs", "marker", "path", "text", "g", "rect")


def test_the_command_prints_either_form(tmp_path: Path) -> None:
    file = tmp_path / "p.yml"
    file.write_text(HOSTILE)
    assert CliRunner().invoke(main, ["diagram", str(file)]).output.startswith("flowchart TD\n")
    assert CliRunner().invoke(main, ["diagram", str(file), "--format", "svg"]).output.startswith("<svg ")
    file.write_text("nothing")
    assert CliRunner().invoke(main, ["diagram", str(file)]).exit_code == 1
    assert CliRunner().invoke(main, ["diagram", str(file), "--format", "png"]).exit_code == 2
