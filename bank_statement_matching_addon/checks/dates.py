"""Every line has a date that can be, and the period runs forward."""

from datetime import date, timedelta

from odoo import fields

from .doubt import Doubt, each, lines_where

EARLIEST = date(1990, 1, 1)
AHEAD = timedelta(days=31)  # collections are reported some bank days before they are booked


def doubts(statement):
    env = statement.env
    if statement.from_date and statement.to_date and statement.from_date > statement.to_date:
        yield Doubt(
            env._(
                "The period ends before it begins: %(start)s to %(end)s.",
                start=statement.from_date,
                end=statement.to_date,
            ),
            env._("Ask the bank for a correct statement."),
        )
    latest = fields.Date.context_today(statement) + AHEAD
    yield from each(
        lines_where(statement, ("booking_date", "=", False)),
        lambda line: env._("The line has no booking date."),
        env._("Enter the booking date of the line."),
    )
    yield from each(
        lines_where(statement, "|", ("booking_date", "<", EARLIEST), ("booking_date", ">", latest)),
        lambda line: env._("The booking date %s cannot be right.", line.booking_date),
        env._("Correct the booking date."),
    )
