"""The table that `make bench` prints."""

import os
import statistics
from dataclasses import dataclass, field


@dataclass
class Figure:
    """A measured value, its baseline, and what was aimed at."""

    name: str
    value: str
    baseline: str
    ratio: str
    goal: str
    reached: bool


@dataclass
class Table:
    figures: list = field(default_factory=list)

    def add(self, name, value, baseline, ratio, goal, reached):
        self.figures.append(Figure(name, value, baseline, ratio, goal, reached))
        print(f"  {name}: {value} (baseline {baseline}, {ratio}; goal {goal}) {'ok' if reached else 'SHORT'}", flush=True)

    def show(self):
        rows = [("figure", "measured", "baseline", "ratio", "goal", "")]
        rows += [(f.name, f.value, f.baseline, f.ratio, f.goal, "ok" if f.reached else "SHORT") for f in self.figures]
        widths = [max(len(row[column]) for row in rows) for column in range(6)]
        for row in rows:
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
        print(f"load average at the end: {os.getloadavg()[0]:.1f}; medians of interleaved rounds")


def interleaved(rounds, *measures):
    """Runs the measures in turn, round by round, so that a slow minute of the machine hits all; medians."""
    results = [[] for _ in measures]
    for _ in range(rounds):
        for index, measure in enumerate(measures):
            results[index].append(measure())
    return [statistics.median(values) for values in results]
