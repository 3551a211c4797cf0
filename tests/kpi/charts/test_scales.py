"""One unit has one scale on a page, as far as every chart stays readable on it."""

from __future__ import annotations

import pytest

from kpi.charts import amount, levels, rate, scales
from kpi.charts.palette import LIGHT
from kpi.charts.pen import Frame
from kpi.period import whole_year
from kpi.series import Series
from tests.kpi.books import shipped
from tests.kpi.charts.test_monthly import drawn as shapes

NONE = (None,) * 12


def year(key: str, *values: float | None, plan: float | None = None) -> Series:
    actual = (*values, *NONE)[:12]
    return Series(shipped().indicators[key], whole_year(2022), actual, (plan,) * 12, NONE, NONE, NONE)


NI = year("rec_ni_actual", 82.0, 84.0)  # 2 points from the lowest to the highest
CU = year("rec_cu_actual", 76.0, 77.0)  # 1
MGO = year("mgo_conc", 6.5, 7.0)  # ½, less than half of 2


def test_charts_share_a_scale_that_each_fills_by_half() -> None:
    assert scales.group(NI, [CU, MGO]) == [NI, CU]
    assert scales.group(CU, [NI, MGO]) == [CU, NI]
    assert scales.group(MGO, [NI, CU]) == scales.group(NI, []) == scales.group(NI, [MGO]) == []
    assert scales.ends(NI, [NI, CU]) == (82.0, 84.0)
    assert scales.ends(CU, [CU, NI]) == (75.5, 77.5)  # as long, around its own middle
    assert scales.ends(NI, []) is None


def test_an_axis_does_not_go_where_no_figure_can_be() -> None:
    fault, good = year("fault_rate", 0.2, 1.4), year("good_rate", 94.0, 96.0)
    assert scales.ends(fault, scales.group(fault, [good])) == (0.0, 2.0)  # not from −0.2


def test_a_share_of_a_count_is_drawn_from_nought_to_a_hundred() -> None:
    one, other = year("reform_gaps_closed_rate", 66.0, 100.0), year("reform_tasks_on_time_rate", 100.0)
    assert scales.alike(one.indicator, other.indicator) and not scales.alike(one.indicator, NI.indicator)
    assert scales.ends(one, scales.group(one, [other])) == (0.0, 100.0)
    more = year("reform_ideas_closed_rate", 0.0, 200.0)  # of one month, with ideas of months before
    assert scales.group(more, [one, other]) == []


@pytest.mark.parametrize(("key", "other"), [("idea_proposed", "patent_filed")])
def test_amounts_of_one_unit_stand_on_one_axis_from_nought(key: str, other: str) -> None:
    large, half, small = year(key, 10.0, 4.0, plan=8.0), year(other, 3.0, 5.0), year(other, 1.0, 1.0)
    assert scales.ends(half, scales.group(half, [large])) == (0.0, 10.0)
    assert scales.group(small, [large]) == []
    drawn = amount.chart(half, "zh", LIGHT, group=scales.group(half, [large]))
    assert drawn.layout.yaxis.range == (0.0, 10.5)
    assert amount.chart(small, "zh", LIGHT).layout.yaxis.range is None


def test_equal_bars_are_equal_gaps() -> None:
    """Ni is 2 above and 1 below its plan, Cu half a point each way: both panels reach as far."""
    ni, cu = year("rec_ni_actual", 85.0, 82.0, plan=83.0), year("rec_cu_actual", 77.5, 76.0, plan=77.0)
    drawn = [rate.chart(one, "zh", LIGHT, group=scales.group(one, [two])) for one, two in ((ni, cu), (cu, ni))]
    long = [[ends[1] - ends[0] for ends in (d.layout.yaxis.range, d.layout.yaxis3.range)] for d in drawn]
    assert long[0] == pytest.approx(long[1])
    alone = [rate.chart(one, "zh", LIGHT).layout.yaxis3.range for one in (ni, cu)]
    assert alone[0] != alone[1]  # the control


def test_what_is_counted_has_no_ticks_between_nought_and_one() -> None:
    few, many = (amount.chart(year("patent_filed", n, n), "zh", LIGHT) for n in (1.0, 30.0))
    assert (few.layout.yaxis.dtick, many.layout.yaxis.dtick) == (1, None)


def test_two_rates_on_the_wall_have_axes_of_one_length() -> None:
    def apart(own: Series, group: list[Series]) -> float:
        """Points between the two dots."""
        one, two = shapes(levels.dots(own, LIGHT, Frame(1200, 400, 24, "x"), group), "circle")
        return abs(float(one["cy"]) - float(two["cy"]))

    assert apart(NI, [NI, CU]) == pytest.approx(2 * apart(CU, [CU, NI]), abs=0.2)
    assert apart(CU, []) > 1.5 * apart(CU, [CU, NI])  # the control
