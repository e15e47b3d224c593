"""The remittances of a month and what the bank says of them, with the truth about each line."""

from datetime import timedelta

from month_values import TODAY, Line

COLLECTED, UNPAID = "PMNT-IDDT-ESDD", "PMNT-IDDT-UPDD"


def confirm(company):
    """``{way: remittance lines}`` of the confirmed remittances, one for each payment type."""
    return {way: _remit(company.env, method) for way, method in company.methods.items()}


def _remit(env, method):
    remittance = env["debit.proposer"]._propose(method, {"due_to": TODAY})
    remittance.action_confirm()
    return remittance.line_ids.filtered(lambda line: line.state == "remitted").sorted("id")


def answers(company, chance):
    """The lines by which the bank answers; a few debits were refused by another message before."""
    lines = []
    for way, remitted in confirm(company).items():
        _refuse(remitted, chance)
        live = remitted.filtered(lambda line: line.state == "remitted")
        key = "block_reference" if way == "block" else "end_to_end_id"
        for together in live.grouped(key).values():
            lines.append(_collected(together, way, chance))
            # a bank takes back what it collected by its own reference, of a block booked at once too
            lines += [
                _returned(debit, way) for debit in together.grouped("end_to_end_id").values() if chance.random() < 0.1
            ]
    return lines + _of_other_programs(company, chance)


def _refuse(remitted, chance):
    for debit in remitted.grouped("end_to_end_id").values():
        if chance.random() < 0.05:
            debit.sudo()._register_rejection({line.id: ("AM04", "", "pain.002") for line in debit})


def _collected(debits, way, chance):
    common = {"cents": _cents(debits), "truth": _truth("remitted", debits), "kind": COLLECTED}
    if way == "block":
        return Line("debit_block", **common, block=debits[0].block_reference)
    mandate = debits[0].mandate_id.reference
    if way == "lines" and chance.random() < 0.1:
        return Line("debit_mandate_only", **common, mandate=mandate, name=debits[0].partner_id.name)
    return Line(f"debit_{way}", **common, mandate=mandate, end_to_end=debits[0].end_to_end_id)


def _returned(debits, way):
    return Line(
        f"return_{way}",
        -_cents(debits),
        {target: -cents for target, cents in _truth("returned", debits).items()},
        end_to_end=debits[0].end_to_end_id,
        kind=UNPAID,
        return_code="MD06",
        day=TODAY + timedelta(days=1),
    )


def _truth(kind, debits):
    return {(kind, debit.id): round(debit.amount * 100) for debit in debits}


def _cents(debits):
    return sum(round(debit.amount * 100) for debit in debits)


def _of_other_programs(company, chance):
    """Answers to debits of a program used before, whose amounts are those of open invoices and credit notes."""
    owed = [one for one in company.month.invoices if one.kind in ("invoice", "refund") and not one.customer.debit]
    lines = []
    for number, invoice in enumerate(chance.sample(owed, min(6, len(owed)))):
        taken_back = invoice.kind == "refund" or number % 2
        lines.append(
            Line(
                "debit_of_other_program",
                -invoice.cents if taken_back else invoice.cents,
                {},
                end_to_end=f"OLD-{number}",
                iban=invoice.customer.iban,
                name=invoice.customer.name,
                kind=UNPAID if taken_back else COLLECTED,
                return_code="AC04" if taken_back else "",
                hopeless=True,
            )
        )
    return lines
