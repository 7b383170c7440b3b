"""Host patterns: ranges and ports, expanded as Ansible expands them, never more than a thousand."""

import pytest

from noc_presentation.errors import Invalid
from noc_presentation.inventory.host_patterns import expand


@pytest.mark.parametrize(
    ("pattern", "names", "port"),
    [
        ("web1", ["web1"], None),
        ("web1:2222", ["web1"], 2222),
        ("web[1:3]", ["web1", "web2", "web3"], None),
        ("web[08:11].example.net:22", [f"web{n}.example.net" for n in ("08", "09", "10", "11")], 22),
        ("db-[a:c]", ["db-a", "db-b", "db-c"], None),
        ("x[:2]", ["x0", "x1", "x2"], None),
        ("x[1:10:4]", ["x1", "x5", "x9"], None),
        ("r[1:2]u[a:b]", ["r1ua", "r1ub", "r2ua", "r2ub"], None),
        ("2001:db8::1", ["2001:db8::1"], None),
        ("[2001:db8::1]:22", ["2001:db8::1"], 22),
        ("[2001:db8::1]", ["2001:db8::1"], None),
        ("a[0]", ["a[0]"], None),
        ("web1:", ["web1:"], None),
        ("web[1:1000]", [f"web{n}" for n in range(1, 1001)], None),
    ],
)
def test_a_pattern_means(pattern: str, names: list[str], port: int | None) -> None:
    assert expand(pattern) == (names, port)


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("web[1:100000]", "inventory.range_too_large"),
        ("web[1:999999999]x[1:999999999]", "inventory.range_too_large"),
        ("web[1:40][1:40]", "inventory.range_too_large"),
        ("web[3:1]", "inventory.range_invalid"),
        ("web[1:]", "inventory.range_invalid"),
        ("web[01:100]", "inventory.range_invalid"),
        ("web[a:3]", "inventory.range_invalid"),
        ("web[1:5:0]", "inventory.range_invalid"),
        ("web[1:5:x]", "inventory.range_invalid"),
        ("web[1:99999999999999999999]", "inventory.range_invalid"),
        ("web[x:yz]", "inventory.range_invalid"),
    ],
)
def test_a_range_that_is_too_large_or_none_is_refused_before_it_is_expanded(pattern: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        expand(pattern)
    assert refusal.value.code == code
