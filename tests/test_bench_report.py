"""What make bench makes of its figures: ratios at equal size, growth, lines for programs, the chart."""

import chart
import comparison
import measure
import measure_peers
import pytest
import report
from lxml import etree
from say import Missing


def cost(case, step, n, python, postgresql=0.0, peak=200):
    return {
        "case": case, "step": step, "n": n, "wall_s": 2 * (python + postgresql), "python_s": python,
        "postgresql_s": postgresql, "queries": 10, "peak_mb": peak,
    }  # fmt: skip


@pytest.fixture
def results():
    of_ours = [cost("transfers", "import", n, n / 2000, n / 2000) for n in (40, 200, 1000)]
    of_floor = [cost("floor transfers", "import", n, n / 5000) for n in (40, 200, 1000)]
    return [*of_ours, *of_floor, cost("oca-camt", "import", 200, 10.0, 2.0)]


def test_a_ratio_is_of_cpu_and_of_equal_sizes(results):
    by_size = {one.n: one for one in comparison.compare(results)}
    assert by_size[200].ratio == pytest.approx(60)
    assert by_size[200].wall_ratio == pytest.approx(60)
    assert by_size[200].floor_ratio == pytest.approx(5)
    assert by_size[1000].peer is None
    assert by_size[1000].ratio is None


def test_the_lines_for_programs(results):
    lines = list(report.bench_lines(comparison.compare(results)))
    assert lines == [
        "BENCH step=import n=40 ours_s=0.040 peer=- peer_s=- ratio=- floor_ratio=5.00",
        "BENCH step=import n=200 ours_s=0.200 peer=oca-camt peer_s=12.000 ratio=60.00 floor_ratio=5.00",
        "BENCH step=import n=1000 ours_s=1.000 peer=- peer_s=- ratio=- floor_ratio=5.00",
    ]


def test_steps_are_summed_only_when_all_of_them_were_measured():
    asked = [cost("sepa-lines", "proposal", 100, 1.0, peak=100), cost("sepa-lines", "confirm", 100, 2.0, peak=300)]
    needs = {one.need: one for one in comparison.compare(asked)}
    assert set(needs) == {"proposal", "confirm+file", "proposal+confirm+file"}
    assert needs["proposal+confirm+file"].ours["python_s"] == 3
    assert needs["proposal+confirm+file"].ours["peak_mb"] == 300


def test_a_peer_that_was_not_waited_for_is_compared_by_line_and_not_extrapolated(results):
    told = report.least_ratios(comparison.compare(results))
    assert told == ["Per line, import of 1000 by ours against 200 by oca-camt: 60 times less CPU"]


def test_growth_is_an_exponent_between_sizes_that_differ_by_two_or_more():
    quadratic = [cost("sepa-lines", "ledger", n, n * n / 10**6) for n in (1000, 1500, 10000)]
    report.add_growth(quadratic)
    assert [result["growth"] for result in quadratic] == [None, None, pytest.approx(2)]


def test_a_missed_bar_is_told(results):
    slow = [*results, cost("sepa-lines", "ledger", 1000, 9.0, peak=2000)]
    report.add_growth(slow)
    missed = "\n".join(report.missed_bars(slow, comparison.compare(slow)))
    assert "sepa-lines ledger with 1000 invoices: 9.00 ms of CPU per invoice, the bar is 5" in missed
    assert "2000 MB" in missed
    assert "oca-camt" not in missed


def test_the_chart_is_svg_with_a_bar_for_each_that_was_measured(results):
    drawn = etree.fromstring(chart.draw(comparison.compare(results)).encode())
    name = "{http://www.w3.org/2000/svg}"
    bars = drawn.findall(f"{name}rect")
    assert [bar.get("class") for bar in bars] == ["ours", "floor", "peer"]
    widths = [float(bar.get("width")) for bar in bars]
    assert widths[1] < widths[0] < widths[2]
    texts = " ".join(text.text for text in drawn.iter(f"{name}text"))
    assert "oca-camt 60 ms, n = 200" in texts
    assert "ours 1 ms, n = 1,000" in texts


def test_the_large_bench_takes_the_cases_that_have_a_remittance():
    assert measure._options(["--large"]).cases == ["sepa-lines", "sepa-block", "pbs-ls"]


def test_nothing_measured_is_an_empty_chart():
    assert etree.fromstring(chart.draw([]).encode()) is not None


def test_a_peer_whose_package_cannot_be_had_is_left_out_by_name(monkeypatch):
    monkeypatch.setattr(measure_peers, "versions", dict)
    with pytest.raises(Missing, match="account_payment_sepa_direct_debit cannot be had"):
        measure_peers.peer_template(None, "oca-batch")
