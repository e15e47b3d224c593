"""Bank days against the calendars that the ECB and the Danish banks publish."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.addons.sepa_remittance_addon.formats.calendar import (
    add_bank_days,
    earliest_collection,
    is_danish_bank_day,
    is_target_day,
    next_bank_day,
)
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal

AT_LEISURE = settings(deadline=None)  # a busy machine is no error
# Easter Sundays as the churches publish them.
EASTER = """
2000-04-23 2008-03-23 2011-04-24 2016-03-27 2019-04-21 2020-04-12 2021-04-04 2022-04-17 2023-04-09 2024-03-31
2025-04-20 2026-04-05 2027-03-28 2028-04-16 2029-04-01 2030-04-21 2031-04-13 2032-03-28 2033-04-17 2034-04-09
2035-03-25 2036-04-13 2037-04-05 2038-04-25 2039-04-10 2040-04-01
"""

# Closing days that are no Saturday or Sunday, whole years. TARGET: the long-term calendar the ECB published on
# 14 December 2000; computed alike by the PyPI packages holidays 0.109 and workalendar (all years from 2002 to 2060).
TARGET_CLOSED = {
    2019: "01-01 04-19 04-22 05-01 12-25 12-26",
    2023: "04-07 04-10 05-01 12-25 12-26",
    2024: "01-01 03-29 04-01 05-01 12-25 12-26",
    2025: "01-01 04-18 04-21 05-01 12-25 12-26",
    2026: "01-01 04-03 04-06 05-01 12-25",
    2027: "01-01 03-26 03-29",
    2028: "04-14 04-17 05-01 12-25 12-26",
    2029: "01-01 03-30 04-02 05-01 12-25 12-26",
    2030: "01-01 04-19 04-22 05-01 12-25 12-26",
    2031: "01-01 04-11 04-14 05-01 12-25 12-26",
    2032: "01-01 03-26 03-29",
    2033: "04-15 04-18 12-26",
    2034: "04-07 04-10 05-01 12-25 12-26",
    2035: "01-01 03-23 03-26 05-01 12-25 12-26",
    2036: "01-01 04-11 04-14 05-01 12-25 12-26",
    2037: "01-01 04-03 04-06 05-01 12-25",
    2038: "01-01 04-23 04-26",
    2039: "04-08 04-11 12-26",
    2040: "03-30 04-02 05-01 12-25 12-26",
}
# Denmark: the closing days of the banks that Danmarks Nationalbank publishes (2026 and 2027); the other years by the
# holidays of the package holidays, which has Labour Day too, no bank holiday, and not the Friday after Ascension Day.
DANISH_CLOSED = {
    2022: "04-14 04-15 04-18 05-13 05-26 05-27 06-06 12-26",
    2023: "04-06 04-07 04-10 05-05 05-18 05-19 05-29 06-05 12-25 12-26",
    2024: "01-01 03-28 03-29 04-01 05-09 05-10 05-20 06-05 12-24 12-25 12-26 12-31",
    2025: "01-01 04-17 04-18 04-21 05-29 05-30 06-05 06-09 12-24 12-25 12-26 12-31",
    2026: "01-01 04-02 04-03 04-06 05-14 05-15 05-25 06-05 12-24 12-25 12-31",
    2027: "01-01 03-25 03-26 03-29 05-06 05-07 05-17 12-24 12-31",
    2028: "04-13 04-14 04-17 05-25 05-26 06-05 12-25 12-26",
    2029: "01-01 03-29 03-30 04-02 05-10 05-11 05-21 06-05 12-24 12-25 12-26 12-31",
    2030: "01-01 04-18 04-19 04-22 05-30 05-31 06-05 06-10 12-24 12-25 12-26 12-31",
    2031: "01-01 04-10 04-11 04-14 05-22 05-23 06-02 06-05 12-24 12-25 12-26 12-31",
    2032: "01-01 03-25 03-26 03-29 05-06 05-07 05-17 12-24 12-31",
    2033: "04-14 04-15 04-18 05-26 05-27 06-06 12-26",
    2034: "04-06 04-07 04-10 05-18 05-19 05-29 06-05 12-25 12-26",
    2035: "01-01 03-22 03-23 03-26 05-03 05-04 05-14 06-05 12-24 12-25 12-26 12-31",
    2036: "01-01 04-10 04-11 04-14 05-22 05-23 06-02 06-05 12-24 12-25 12-26 12-31",
    2037: "01-01 04-02 04-03 04-06 05-14 05-15 05-25 06-05 12-24 12-25 12-31",
    2038: "01-01 04-22 04-23 04-26 06-03 06-04 06-14 12-24 12-31",
    2039: "04-07 04-08 04-11 05-19 05-20 05-30 12-26",
    2040: "03-29 03-30 04-02 05-10 05-11 05-21 06-05 12-24 12-25 12-26 12-31",
}
CALENDARS = st.sampled_from([is_target_day, is_danish_bank_day])
DAYS = st.dates(date(2000, 2, 1), date(2099, 11, 30))


def closed_weekdays(year, calendar):
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(365 + (year % 4 == 0)))
    return " ".join(day.strftime("%m-%d") for day in days if day.weekday() < 5 and not calendar(day))


@pytest.mark.parametrize(("year", "closed"), TARGET_CLOSED.items())
def test_target_is_closed_on_the_published_days_and_no_others(year, closed):
    """REM-12: every year from 2024 to 2040, day by day."""
    assert closed_weekdays(year, is_target_day) == closed


@pytest.mark.parametrize(("year", "closed"), DANISH_CLOSED.items())
def test_danish_banks_are_closed_on_the_published_days_and_no_others(year, closed):
    """REM-12: every year from 2024 to 2040, day by day."""
    assert closed_weekdays(year, is_danish_bank_day) == closed


@pytest.mark.parametrize("sunday", EASTER.split())
def test_both_calendars_follow_easter(sunday):
    easter = date.fromisoformat(sunday)
    for days, target, danish in (
        (-4, True, True),
        (-3, True, False),
        (-2, False, False),
        (1, False, False),
        (39, easter + timedelta(days=39) != date(easter.year, 5, 1), False),
    ):
        day = easter + timedelta(days=days)
        assert (is_target_day(day), is_danish_bank_day(day)) == (target, danish)


def test_general_prayer_day_was_abolished_from_2024():
    assert not is_danish_bank_day(date(2023, 5, 5))
    assert is_danish_bank_day(date(2024, 4, 26))


def test_the_first_of_may_closes_target_but_not_danish_banks():
    assert not is_target_day(date(2026, 5, 1))
    assert is_danish_bank_day(date(2026, 5, 1))


@pytest.mark.parametrize("year", [1999, 2100])
@pytest.mark.parametrize("calendar", [is_target_day, is_danish_bank_day])
def test_a_year_outside_the_known_ones_is_refused(year, calendar):
    with pytest.raises(Refusal, match="from 2000 to 2099"):
        calendar(date(year, 6, 1))


@AT_LEISURE
@given(DAYS, CALENDARS)
def test_the_next_bank_day_is_the_nearest_one(day, calendar):
    after, before = next_bank_day(day, calendar), next_bank_day(day, calendar, forward=False)
    assert before <= day <= after
    assert calendar(before)
    assert calendar(after)
    between = (before + timedelta(days=number) for number in range(1, (after - before).days))
    assert not any(calendar(other) for other in between)


@AT_LEISURE
@given(DAYS, st.integers(1, 15), CALENDARS)
def test_bank_days_added_are_counted_one_by_one(day, count, calendar):
    end = add_bank_days(day, count, calendar)
    passed = (day + timedelta(days=number) for number in range(1, (end - day).days + 1))
    assert sum(map(calendar, passed)) == count
    assert add_bank_days(end, -count, calendar) == next_bank_day(day, calendar, forward=False)


def test_no_bank_days_added_to_a_closed_day_give_the_next_open_one():
    assert add_bank_days(date(2026, 4, 3), 0, is_target_day) == date(2026, 4, 7)


@pytest.mark.parametrize(
    ("now", "lead_days", "cut_off", "calendar", "earliest"),
    [
        (datetime(2026, 11, 4, 14, 59), 1, time(15), is_danish_bank_day, date(2026, 11, 5)),
        (datetime(2026, 11, 4, 15, 0), 1, time(15), is_danish_bank_day, date(2026, 11, 6)),
        (datetime(2026, 11, 4, 23, 59), 1, None, is_danish_bank_day, date(2026, 11, 5)),
        (datetime(2026, 11, 6, 16, 0), 1, time(15), is_danish_bank_day, date(2026, 11, 10)),
        (datetime(2026, 11, 7, 10, 0), 1, time(15), is_target_day, date(2026, 11, 10)),
        (datetime(2026, 11, 8, 16, 0), 1, time(15), is_target_day, date(2026, 11, 10)),
        (datetime(2026, 4, 1, 10, 0), 2, time(15), is_danish_bank_day, date(2026, 4, 8)),
        (datetime(2026, 12, 23, 16, 0), 1, time(15), is_danish_bank_day, date(2026, 12, 29)),
        (datetime(2026, 11, 4, 10, 0), 0, time(15), is_target_day, date(2026, 11, 4)),
        # the turn of the year: 31 December is a bank day of TARGET and none of the Danish banks
        (datetime(2026, 12, 30, 14, 0), 1, time(15), is_target_day, date(2026, 12, 31)),
        (datetime(2026, 12, 30, 14, 0), 1, time(15), is_danish_bank_day, date(2027, 1, 4)),
        (datetime(2026, 12, 30, 16, 0), 1, time(15), is_danish_bank_day, date(2027, 1, 5)),
        (datetime(2026, 12, 31, 14, 0), 1, time(15), is_target_day, date(2027, 1, 4)),
        (datetime(2026, 12, 31, 15, 0), 1, time(15), is_target_day, date(2027, 1, 5)),
        # the last General Prayer Day, and the Friday that was none any more
        (datetime(2023, 5, 4, 14, 0), 1, time(15), is_danish_bank_day, date(2023, 5, 8)),
        (datetime(2024, 4, 25, 14, 0), 1, time(15), is_danish_bank_day, date(2024, 4, 26)),
    ],
)
def test_the_earliest_collection_respects_lead_days_cut_off_and_calendar(now, lead_days, cut_off, calendar, earliest):
    assert earliest_collection(now, lead_days, cut_off, calendar) == earliest


@pytest.mark.parametrize(
    ("handed_in", "earliest"),
    [
        # winter time until 29 March 2026, 1:00 UTC: 15:00 in Copenhagen is 14:00 UTC, then 13:00 UTC
        (datetime(2026, 3, 27, 13, 59), date(2026, 3, 30)),
        (datetime(2026, 3, 27, 14, 0), date(2026, 3, 31)),
        (datetime(2026, 3, 29, 0, 59), date(2026, 3, 31)),
        (datetime(2026, 3, 29, 1, 0), date(2026, 3, 31)),
        (datetime(2026, 3, 30, 12, 59), date(2026, 3, 31)),
        (datetime(2026, 3, 30, 13, 0), date(2026, 4, 1)),
        # summer time until 25 October 2026, 1:00 UTC; the hour from 2:00 to 3:00 happens twice
        (datetime(2026, 10, 23, 12, 59), date(2026, 10, 26)),
        (datetime(2026, 10, 23, 13, 0), date(2026, 10, 27)),
        (datetime(2026, 10, 25, 0, 30), date(2026, 10, 27)),
        (datetime(2026, 10, 25, 1, 30), date(2026, 10, 27)),
        (datetime(2026, 10, 26, 13, 59), date(2026, 10, 27)),
        (datetime(2026, 10, 26, 14, 0), date(2026, 10, 28)),
        # Tuesday in Copenhagen while it is still Monday by UTC
        (datetime(2026, 11, 2, 23, 30), date(2026, 11, 4)),
    ],
)
def test_the_cut_off_is_read_off_the_clock_of_the_bank_through_the_changes_of_the_hour(handed_in, earliest):
    """REM-12"""
    now_local = handed_in.replace(tzinfo=UTC).astimezone(ZoneInfo("Europe/Copenhagen"))
    assert earliest_collection(now_local, 1, time(15), is_danish_bank_day) == earliest
