"""The discount that a payment term grants for paying early, as Odoo computes and books it."""


def granted(receivable, currency, day):
    """What may be left unpaid of a due amount that is paid on that day in that currency; 0 when nothing may."""
    move = receivable.move_id
    if receivable.display_type != "payment_term" or not move._is_eligible_for_early_payment_discount(currency, day):
        return 0
    return currency.round(receivable.amount_currency - receivable.discount_amount_currency)


def prepare_items(allocation, balance):
    """The items Odoo books for the discount of one due amount: term, base and tax amounts, and what a rate that moved
    since the invoice makes of them.

    :param balance: what they are together, in the company's currency.
    """
    receivable = allocation.move_line_id
    moves = allocation.env["account.move"].with_company(allocation.company_id)
    discounted = [{"aml": receivable, "amount_currency": 0, "balance": 0}]
    found = moves._get_invoice_counterpart_amls_for_early_payment_discount(discounted, balance)
    partner = {"partner_id": receivable.partner_id.id, "currency_id": receivable.currency_id.id}
    return [{**partner, **vals} for of_one_kind in found.values() for vals in of_one_kind]
