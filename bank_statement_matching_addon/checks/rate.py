"""There is an exchange rate for a statement in another currency than the company's."""

from .doubt import Doubt


def doubts(statement):
    currency, company = statement.currency_id, statement.company_id
    if not currency or currency == company.currency_id:
        return
    known = statement.env["res.currency.rate"].search_count(
        [
            ("currency_id", "=", currency.id),
            ("company_id", "in", (company.root_id.id, False)),
            ("name", "<=", statement.date),
        ],
        limit=1,
    )
    if not known:
        yield Doubt(
            statement.env._(
                "No exchange rate of %(currency)s is known on %(date)s.", currency=currency.name, date=statement.date
            ),
            statement.env._("Enter the rate under Configuration, Currencies."),
        )
