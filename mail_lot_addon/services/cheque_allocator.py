from odoo import api, models


class MailLotChequeAllocator(models.AbstractModel):
    """Says what a cheque does to the pending invoices of its drawer (LOT-4)."""

    _name = "mail.lot.cheque.allocator"
    _description = "Allocation of a cheque to pending invoices"

    @api.model
    def _propose(self, currency, amount, open_amounts):
        """The operation on each invoice that needs no thought, for the operator to accept or change.

        A cheque that pays everything regularises everything; one of the amount of an invoice regularises the oldest
        such, and so does any cheque of a client with one invoice. Everything else is the operator's to say.

        :param open_amounts: of the pending invoices, oldest first.
        :return: list of operations, False where left empty.
        """
        nothing = [False] * len(open_amounts)
        if not open_amounts or currency.compare_amounts(amount, 0) <= 0:
            return nothing
        total = currency.round(sum(open_amounts))
        if len(open_amounts) == 1 or currency.compare_amounts(amount, total) >= 0:
            return ["regularise"] * len(open_amounts)
        for position, open_amount in enumerate(open_amounts):
            if currency.compare_amounts(amount, open_amount) == 0:
                others = ["without_payment"] * len(open_amounts)
                return [*others[:position], "regularise", *others[position + 1 :]]
        return nothing

    @api.model
    def _share(self, currency, amount, open_amounts):
        """Give each invoice the lower of what it leaves open and what is left of the cheque.

        :param open_amounts: of the invoices to regularise, oldest first.
        :return: ``(shares, surplus)``, which together make the amount of the cheque to the cent.
        """
        shares, left = [], currency.round(amount)
        for open_amount in open_amounts:
            share = min(left, currency.round(open_amount))
            shares.append(share)
            left = currency.round(left - share)
        return shares, left
