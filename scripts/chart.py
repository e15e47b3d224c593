"""The comparison as a picture: milliseconds of CPU a line, on a scale of powers of ten. Plain SVG, light and dark."""

import math
from html import escape
from typing import NamedTuple

from comparison import cpu

TITLE = "CPU a line: ours beside the peers and the floor (each step to the right is ten times as much)"
PAGE = '<path class="page" d="M0 0h9999v9999h-9999z"/>'
WIDTH, LEFT, RIGHT = 860, 200, 190
BAR, GAP, HEAD = 14, 12, 54
STYLE = """
text { font: 12px system-ui, sans-serif; fill: #24292f } .faint { fill: #656d76 } .title { font-size: 15px }
line { stroke: #e6eaef } .page { fill: #ffffff }
.ours { fill: #1a7f37 } .peer { fill: #bc4c00 } .floor { fill: #8c959f }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .faint { fill: #8d96a0 } line { stroke: #262c36 } .page { fill: #0d1117 }
  .ours { fill: #3fb950 } .peer { fill: #f0883e } .floor { fill: #6e7681 }
}
"""


class Bar(NamedTuple):
    sort: str  # "ours", "peer" or "floor"
    name: str
    n: int
    cost: float  # milliseconds of CPU a line


def draw(compared):
    """Return the SVG of what was compared, each at the largest size at which it was measured."""
    groups = [(need, bars_of([one for one in compared if one.need == need])) for need in _needs(compared)]
    costs = [bar.cost for _need, bars in groups for bar in bars]
    scale = _Scale(min(costs, default=0.1), max(costs, default=1))
    parts, top = [], HEAD
    for need, bars in groups:
        parts.append(_text(LEFT - 10, top + len(bars) * BAR / 2 + 4, need, "", "end"))
        for bar in bars:
            parts.append(_bar(bar, top, scale))
            top += BAR
        top += GAP
    return _page(top + 4, [*scale.lines(top - GAP), *parts])


def bars_of(same_need):
    """Ours first, then its floor, then the peers, each at its largest size."""
    largest = max(same_need, key=lambda one: one.n)
    bars = [_of("ours", "ours", largest.n, largest.ours)]
    if largest.floor:
        bars.append(_of("floor", "floor", largest.n, largest.floor))
    peers = {one.peer_name: one for one in sorted(same_need, key=lambda one: one.n) if one.peer}
    return bars + [_of("peer", name, one.n, one.peer) for name, one in peers.items()]


def _needs(compared):
    return dict.fromkeys(one.need for one in compared)


def _of(sort, name, n, cost):
    # what the clock cannot tell is drawn as its least
    return Bar(sort, name, n, max(1000 * cpu(cost), 1) / n)


class _Scale:
    """Powers of ten around what is shown, over the width between the names and the figures."""

    def __init__(self, least, most):
        self.first, self.last = math.floor(math.log10(least)), math.ceil(math.log10(most))
        self.last = max(self.last, self.first + 1)

    def place(self, cost):
        share = (math.log10(cost) - self.first) / (self.last - self.first)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def lines(self, bottom):
        for power in range(self.first, self.last + 1):
            x = self.place(10**power)
            yield f'<line x1="{x:.1f}" y1="{HEAD - 8}" x2="{x:.1f}" y2="{bottom}"/>'
            yield _text(x, HEAD - 14, f"{10**power:g} ms", "faint", "middle")


def _bar(bar, top, scale):
    end = scale.place(bar.cost)
    figure = f"{bar.name} {bar.cost:.3g} ms, n = {bar.n:,}"
    return (
        f'<rect class="{bar.sort}" x="{LEFT}" y="{top + 1}" width="{max(end - LEFT, 1):.1f}" height="{BAR - 2}"/>'
        + _text(end + 6, top + BAR - 3, figure, "faint", "start")
    )


def _text(x, y, text, style, anchor):
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{style}" text-anchor="{anchor}">{escape(text)}</text>'


def _page(height, parts):
    inside = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">\n'
        f"<style>{STYLE}</style>\n{PAGE}\n{_text(10, 22, TITLE, 'title', 'start')}\n"
        f"{inside}\n</svg>\n"
    )
