"""Bank days: the TARGET calendar of SEPA and the Danish one of PBS, computed for any year from 2000 to 2099.

A calendar is a function that tells whether a date is a bank day: :func:`is_target_day` or
:func:`is_danish_bank_day`. The other functions take one of them.

Sources: the ECB's long-term TARGET calendar, in force since 2002; the closing days of Betalingsservice, which count
the Friday after Ascension Day, 5 June, 24 and 31 December as no bank days. Both calendars are those of the present,
applied to all years; only the General Prayer Day, abolished from 2024, is dated.
"""

from datetime import timedelta
from functools import lru_cache

from dateutil.easter import easter

from .refusal import Refusal, _

YEARS = range(2000, 2100)
LAST_GENERAL_PRAYER_DAY = 2023

# (month, day)
TARGET_FIXED = {(1, 1), (5, 1), (12, 25), (12, 26)}
DANISH_FIXED = {(1, 1), (6, 5), (12, 24), (12, 25), (12, 26), (12, 31)}

# days after Easter Sunday
GOOD_FRIDAY, EASTER_MONDAY = -2, 1
MAUNDY_THURSDAY, GENERAL_PRAYER_DAY, ASCENSION_DAY, DAY_AFTER_ASCENSION, WHIT_MONDAY = -3, 26, 39, 40, 50
TARGET_MOVABLE = {GOOD_FRIDAY, EASTER_MONDAY}
DANISH_MOVABLE = {MAUNDY_THURSDAY, GOOD_FRIDAY, EASTER_MONDAY, ASCENSION_DAY, DAY_AFTER_ASCENSION, WHIT_MONDAY}


def is_target_day(day):
    """True when TARGET is open on ``day``: the days on which euro direct debits and transfers settle."""
    return _is_open(day, TARGET_FIXED, TARGET_MOVABLE)


def is_danish_bank_day(day):
    """True when Danish banks are open on ``day``: the days on which PBS collects and pays out."""
    if day.year <= LAST_GENERAL_PRAYER_DAY:
        return _is_open(day, DANISH_FIXED, DANISH_MOVABLE | {GENERAL_PRAYER_DAY})
    return _is_open(day, DANISH_FIXED, DANISH_MOVABLE)


def next_bank_day(day, calendar, forward=True):
    """``day`` itself when it is a bank day, otherwise the first one after it (``forward=False``: before it)."""
    while not calendar(day):
        day += timedelta(days=1 if forward else -1)
    return day


def add_bank_days(day, count, calendar):
    """The ``count``-th bank day after ``day``, before it when negative; with 0 the same as :func:`next_bank_day`."""
    step = timedelta(days=-1 if count < 0 else 1)
    for _counted in range(abs(count)):
        day = next_bank_day(day + step, calendar, forward=count >= 0)
    return next_bank_day(day, calendar)


def earliest_collection(now_local, lead_days, cut_off, calendar):
    """The first date a collection handed in at ``now_local`` can be paid on.

    :param now_local: a datetime by the clock of the bank; its time zone, if any, is taken as it is.
    :param lead_days: bank days the bank asks for between the day it receives a file and the payment date.
    :param cut_off: the time of day from which a file counts as received on the next bank day; ``None``: midnight.
    """
    received = now_local.date()
    if cut_off is not None and now_local.time() >= cut_off:
        received += timedelta(days=1)
    return add_bank_days(next_bank_day(received, calendar), lead_days, calendar)


def _is_open(day, fixed, movable):
    if day.year not in YEARS:
        raise Refusal(_("Bank days are known from %(first)s to %(last)s only."), first=YEARS[0], last=YEARS[-1])
    return day.weekday() < 5 and (day.month, day.day) not in fixed and (day - _easter(day.year)).days not in movable


@lru_cache(maxsize=len(YEARS))
def _easter(year):
    return easter(year)
