from odoo import api, models


class MailLotChequeAllocator(models.AbstractModel):
    """Says what a cheque does to the pending invoices of its drawer (LOT-4)."""

    _name = "mail.lot.cheque.allocator"
    _description = "Allocation of a cheque to pending invoices"

    @api.model
    @api.private
    def _propose(self, currency, amount, debts):
        """The operation on each invoice that needs no thought, for the operator to accept or change (LOT-5).

        A cheque that pays everything regularises everything, and any cheque of a client with one invoice that one. One
        of the amount of an invoice regularises the oldest such; the others are without payment, except one of the same
        letter that asks for more: it replaces the paid one and is left empty by force. A cheque below the amount that
        several different letters ask for answers an older state of them: the oldest is regularised, the newer ones are
        left empty by force. Everything else is the operator's to say.

        :param debts: ``(circular, open amount)`` of the pending invoices, oldest first.
        :return: list of operations: an operation, ``empty`` to leave it empty by force, False where it must be said.
        """
        if not debts or currency.compare_amounts(amount, 0) <= 0:
            return [False] * len(debts)
        owed = [open_amount for _circular, open_amount in debts]
        if len(debts) == 1 or currency.compare_amounts(amount, sum(owed)) >= 0:
            return ["regularise"] * len(debts)
        exact = [not currency.compare_amounts(amount, open_amount) for open_amount in owed]
        if any(exact):
            return self._propose_around(currency, exact.index(True), debts)
        if self._is_one_debt_growing(currency, amount, debts):
            return ["regularise", *["empty"] * (len(debts) - 1)]
        return [False] * len(debts)

    def _propose_around(self, currency, paid, debts):
        letter, amount = debts[paid]

        def operation(position, circular, open_amount):
            if position == paid:
                return "regularise"
            asks_more = circular and circular == letter and currency.compare_amounts(open_amount, amount) > 0
            return "empty" if asks_more else "without_payment"

        return [operation(position, *debt) for position, debt in enumerate(debts)]

    def _is_one_debt_growing(self, currency, amount, debts):
        """Different letters that ask for the same amount, above the cheque: AP11 grew, and AP12 reminds of it."""
        circulars = {circular for circular, _open in debts}
        same = all(not currency.compare_amounts(open_amount, debts[0][1]) for _circular, open_amount in debts)
        return same and len(circulars) == len(debts) and currency.compare_amounts(amount, debts[0][1]) < 0

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
