"""The parts of the benchmark that decide what is reported."""

from bench import report
from bench.measures import Line, Spread, by_turns, percentile


def make_line(share: float) -> Line:
    words = {"job": "job", "reference": "other", "ours": "2/s", "theirs": "1/s"}
    return Line(**words, ratio="2", target="1", share=share)


def test_spread_says_median_least_and_most():
    assert Spread.of([3, 1, 2]).text("{:.0f}") == "2 (1–3)"


def test_percentile_of_few_is_the_last():
    assert percentile([5, 1], 0.99) == 5


def test_turns_alternate_who_is_first():
    seen = []

    by_turns(lambda: seen.append("a"), lambda: seen.append("b"), rounds=2)

    assert seen == ["a", "b", "b", "a"]


def test_a_missed_target_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(report, "OUT", tmp_path)

    table = report.write([make_line(1.0), make_line(0.5)])

    assert table.count("**missed**") == 1
    assert (tmp_path / "bench.svg").read_text().startswith("<svg")
