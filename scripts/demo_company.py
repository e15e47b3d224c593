"""The demo company: a French one that collects in euro, and its Danish sister that collects through PBS.

Fed to ``odoo shell`` on a database with the four add-ons; :func:`fill` is called once. All people, accounts and
numbers are invented; the dates follow today, so that the demo never looks old.
"""

from collections import namedtuple
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from freezegun import freeze_time
from odoo import fields
from odoo.addons.sepa_remittance_addon.formats.iso20022.camt053_answer import render_answer
from odoo.addons.sepa_remittance_addon.formats.pbs import ls_30, ls_answers
from odoo.addons.sepa_remittance_addon.formats.values import (
    AgreementNotice,
    AgreementReport,
    Balance,
    Collection,
    Delivery,
    Entry,
    Party,
    Statement,
    Transaction,
)
from odoo.fields import Command

FRENCH_CUSTOMERS = (
    "Boulangerie Martin", "Café des Arts", "Clinique du Parc", "Coiffure Élégance", "Fleurs de Provence",
    "Garage Dubois", "Hôtel Beaurivage", "Imprimerie Lefèvre", "Librairie Voltaire", "Pharmacie Centrale",
    "Restaurant Le Gourmet", "Traiteur Rousseau",
)  # fmt: skip
DANISH_CUSTOMERS = ("Aarhus Byg ApS", "Nyhavn Kaffe A/S", "Odense Maskiner", "Skagen Fisk A/S")
TOWNS = ("Lyon", "Nantes", "Lille", "Bordeaux")
USERS = (
    ("claire", "Claire Fontaine", ("confirm", "ledger", "refunds", "lots")),
    ("marc", "Marc Petit", ("user", "contracts", "keying")),
)
GROUPS = {
    "user": "sepa_remittance_addon.group_debit_user",
    "confirm": "sepa_remittance_addon.group_debit_confirm",
    "ledger": "bank_statement_matching_addon.group_statement_ledger",
    "contracts": "recouvrements_addon.group_contract_cashier",
    "refunds": "recouvrements_addon.group_contract_cashier_processor",
    "keying": "mail_lot_addon.group_mail_lot_key",
    "lots": "mail_lot_addon.group_mail_lot_close",
}
REJECTION = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
  <GrpHdr><MsgId>REJET-{message}</MsgId><CreDtTm>{created}</CreDtTm></GrpHdr>
  <OrgnlGrpInfAndSts>
    <OrgnlMsgId>{message}</OrgnlMsgId><OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId><GrpSts>PART</GrpSts>
  </OrgnlGrpInfAndSts>
  <OrgnlPmtInfAndSts>
    <OrgnlPmtInfId>{block}</OrgnlPmtInfId>
    <TxInfAndSts>
      <OrgnlEndToEndId>{debit}</OrgnlEndToEndId><TxSts>RJCT</TxSts>
      <StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>Compte clos</AddtlInf></StsRsnInf>
      <OrgnlTxRef>
        <Amt><InstdAmt Ccy="EUR">{amount}</InstdAmt></Amt><MndtRltdInf><MndtId>{mandate}</MndtId></MndtRltdInf>
      </OrgnlTxRef>
    </TxInfAndSts>
  </OrgnlPmtInfAndSts>
</CstmrPmtStsRpt></Document>
"""
Collecting = namedtuple("Collecting", "company journal method")


def fill(env, files):
    """Make both companies, and leave one cycle finished, one half way, and one to start.

    ``chart_template_load`` keeps Odoo from installing more modules when a company gets its country.
    """
    env["res.lang"]._activate_lang("fr_FR")
    administrator = env.ref("base.user_admin")
    administrator.lang = "fr_FR"
    env = env(user=administrator.id, su=True, context={**env.context, "lang": "fr_FR", "tracking_disable": True})
    today = fields.Date.today()
    french = _french_company(env)
    danish = _danish_company(env)
    _users(env, french.company + danish.company)
    _french_story(env(context={**env.context, "allowed_company_ids": [french.company.id]}), french, today, Path(files))
    _danish_story(env(context={**env.context, "allowed_company_ids": [danish.company.id]}), danish, today, Path(files))
    french_env = env(context={**env.context, "allowed_company_ids": [french.company.id]})
    _contracts(french_env, french, today)
    _lots(french_env, french, today)


@contextmanager
def _as_of(day):
    """What happens inside happened on that day, in the morning."""
    with freeze_time(datetime.combine(day, time(8)), tick=True):
        yield


# ---------------------------------------------------------------- companies and users


def _french_company(env):
    company = env.company.with_context(chart_template_load=True)
    company.write(
        {
            "name": "Atelier Lumière SARL",
            "country_id": env.ref("base.fr").id,
            "currency_id": env.ref("base.EUR").id,
            "street": "12 rue des Tanneurs",
            "zip": "69005",
            "city": "Lyon",
            "email": "compta@atelier-lumiere.example",
            "phone": "+33 4 00 00 00 00",
            "sepa_creditor_identifier": "FR72ZZZ123456",
        }
    )
    company.partner_id.tz = "Europe/Paris"
    env["account.chart.template"].try_loading("fr", company, install_demo=False)
    return _collecting(env, company, "FR7630006000011234567890189", "sepa_core", "Prélèvement SEPA")


def _danish_company(env):
    company = (
        env["res.company"]
        .with_context(chart_template_load=True)
        .create(
            {
                "name": "Nordlys Handel ApS",
                "country_id": env.ref("base.dk").id,
                "currency_id": env.ref("base.DKK").id,
                "street": "Strandvejen 1",
                "zip": "8000",
                "city": "Aarhus",
                "pbs_creditor_number": "12345",
            }
        )
    )
    company.partner_id.tz = "Europe/Copenhagen"
    env.user.company_ids |= company
    env["account.chart.template"].with_context(allowed_company_ids=company.ids).try_loading(
        "dk", company, install_demo=False
    )
    collecting = _collecting(env, company, "DK5000400440116243", "pbs_ls", "Leverandørservice")
    collecting.journal.write({"pbs_creditor_number": "12345", "pbs_supplier_number": "19552101"})
    return collecting


def _collecting(env, company, iban, scheme, label):
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    journal = env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", company.id)], limit=1)
    journal.bank_account_id = env["res.partner.bank"].create({"acc_number": iban, "partner_id": company.partner_id.id})
    method = env["account.payment.method.line"].search(
        [("journal_id", "=", journal.id), ("code", "=", "debit_remittance")], limit=1
    ) or env["account.payment.method.line"].create(
        {"journal_id": journal.id, "payment_method_id": env.ref("sepa_remittance_addon.payment_method_debit").id}
    )
    method.write({"name": label, "debit_scheme": scheme})
    company.debit_method_line_id = method
    profile = env["statement.profile"]._of_journal(journal)
    profile.manual_entry = True
    return Collecting(company, journal, method)


def _users(env, companies):
    administrator = ("refunds", "lots")
    env.user.group_ids |= env["res.groups"].union(*(env.ref(GROUPS[right]) for right in administrator))
    for login, name, rights in USERS:
        env["res.users"].create(
            {
                "name": name,
                "login": login,
                "password": login,
                "lang": "fr_FR",
                "tz": "Europe/Paris",
                "company_id": companies[0].id,
                "company_ids": [Command.set(companies.ids)],
                "group_ids": [Command.link(env.ref(GROUPS[right]).id) for right in rights],
            }
        )


# ---------------------------------------------------------------- customers and invoices


def _customer(env, name, number, account, **values):
    customer = env["res.partner"].create(
        {
            "name": name,
            "ref": f"C{number:04d}",
            "is_company": True,
            "lang": "fr_FR" if account.startswith("FR") else "en_US",
            "email": f"contact{number}@example.com",
            "street": f"{number} rue de la République",
            "zip": f"69{number:03d}",
            "city": TOWNS[number % len(TOWNS)],
            "country_id": env.ref("base.fr" if account.startswith("FR") else "base.dk").id,
            "bank_ids": [Command.create({"acc_number": account})],
            **values,
        }
    )
    customer.collect_automatically = True
    return customer


def _french_account(number):
    """The account of nobody: valid check digits over an invented number."""
    bank, branch, account = 20041, 1005, 7000 + number
    key = 97 - (89 * bank + 15 * branch + 3 * account) % 97
    return _iban("FR", f"{bank:05d}{branch:05d}{account:011d}{key:02d}")


def _danish_account(number):
    return _iban("DK", f"0040{440116000 + number:010d}")


def _iban(country, bban):
    digits = "".join(str(int(sign, 36)) for sign in f"{bban}{country}00")
    return f"{country}{98 - int(digits) % 97:02d}{bban}"


def _invoices(env, orders, what="Abonnement"):
    """Post invoices given as ``(customer, amount, due date)``."""
    moves = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": customer.id,
                "invoice_date": due - timedelta(days=30),
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [Command.create({"name": what, "price_unit": amount, "tax_ids": []})],
            }
            for customer, amount, due in orders
        ]
    )
    moves.action_post()
    return moves


def _propose(env, collecting, due_to):
    return env["debit.proposer"]._propose(collecting.method, {"due_to": due_to})


# ---------------------------------------------------------------- the French story


def _french_story(env, collecting, today, files):
    with _as_of(today - timedelta(days=60)):
        customers = [
            _customer(env, name, number, _french_account(number)) for number, name in enumerate(FRENCH_CUSTOMERS, 1)
        ]
        signed = customers[:9]
        for customer in signed:
            customer.mandate_ids.signature_date = fields.Date.today()
        customers[11].mandate_per_invoice = True
    _finished_cycle(env, collecting, signed, today - timedelta(days=38))
    _changed_banks(env, signed[6], today - timedelta(days=20))
    _half_way(env, collecting, signed, today - timedelta(days=9), files)
    _to_start(env, collecting, customers, today)


def _amount(position):
    return Decimal(79 + 37 * position) + Decimal(position * 7 % 100) / 100


def _finished_cycle(env, collecting, customers, day):
    """Proposed, notified, one taken out by telephone, confirmed, answered, matched, posted; one debit came back."""
    with _as_of(day):
        _invoices(env, [(customer, float(_amount(i)), day) for i, customer in enumerate(customers)])
        remittance = _propose(env, collecting, day)
        env["debit.notifier"]._prepare(remittance)._mark_sent("print")
        remittance.line_ids[1]._change("remove", "telephone", "Avoir attendu", "Mme Arnaud")
        env["debit.exporter"]._confirm(remittance)
    lines = remittance.line_ids.filtered(lambda line: line.state == "remitted")
    with _as_of(max(lines.mapped("payment_date")) + timedelta(days=1)):
        entries = [*map(_paid_entry, lines), _returned_entry(lines[4], "AM04", "Provision insuffisante")]
        _receive(env, collecting, _camt(collecting, "001", Decimal("25000.00"), entries), "releve-001.xml", post=True)


def _changed_banks(env, customer, day):
    """The next debit tells the bank of it."""
    with _as_of(day):
        account = env["res.partner.bank"].create({"acc_number": _french_account(901), "partner_id": customer.id})
        customer.mandate_ids._move_to_account(account, day, "Lettre du client")


def _half_way(env, collecting, customers, day, files):
    """Confirmed; a first statement left a line to settle, a second one waits to be imported."""
    with _as_of(day):
        orders = [(customer, float(_amount(i + 3)), day) for i, customer in enumerate(customers)]
        orders.append((customers[0], 45.5, day))
        _invoices(env, orders)
        remittance = _propose(env, collecting, day)
        env["debit.notifier"]._prepare(remittance)._mark_sent("print")
        env["debit.exporter"]._confirm(remittance)
    lines = remittance.line_ids.filtered(lambda line: line.state == "remitted").sorted("end_to_end_id")
    opening = Decimal("25000.00") + sum(Decimal(str(amount)) for amount in _moved_before(env, collecting.journal))
    with _as_of(max(lines.mapped("payment_date")) + timedelta(days=1)):
        first = [*map(_paid_entry, lines[:6]), _short_entry(customers[2])]
        _receive(env, collecting, _camt(collecting, "002", opening, first), "releve-002.xml", post=False)
        opening += sum(entry.amount for entry in first)
        second = [*map(_paid_entry, lines[6:-1]), _returned_entry(lines[0], "MS03", "Motif non communiqué")]
        content = _camt(collecting, "003", opening, second)
    (files / "releve-003-a-importer.xml").write_bytes(content)
    (files / "rejet-pain002-a-importer.xml").write_text(_rejection(remittance, lines[-1]))


def _rejection(remittance, line):
    """A status report by which the bank refuses one debit before any money moved."""
    return REJECTION.format(
        created=fields.Datetime.now().strftime("%Y-%m-%dT%H:%M:%S"),
        message=remittance.bank_reference,
        block=line.block_reference,
        debit=line.end_to_end_id,
        amount=f"{line.amount:.2f}",
        mandate=line.mandate_id.reference,
    )


def _moved_before(env, journal):
    return env["received.statement.line"].search([("statement_id.journal_id", "=", journal.id)]).mapped("amount")


def _to_start(env, collecting, customers, today):
    """Due today: some free, some blocked, some without a signed mandate."""
    orders = [(customer, float(_amount(i + 5)), today) for i, customer in enumerate(customers)]
    orders += [(customers[3], 120.0, today - timedelta(days=2)), (customers[5], 60.0, today + timedelta(days=20))]
    moves = _invoices(env, orders)
    receivables = moves[7].line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
    receivables._set_payment_block("2")
    _propose(env, collecting, today)


def _paid_entry(line):
    return _entry(line, Decimal(f"{line.amount:.2f}"), "PMNT-IDDT-ESDD")


def _returned_entry(line, code, words):
    return _entry(line, -Decimal(f"{line.amount:.2f}"), "PMNT-IDDT-UPDD", return_code=code, return_text=words)


def _short_entry(customer):
    """A transfer that names nothing: people settle it."""
    today = fields.Date.today()
    return Entry(
        place="", amount=Decimal("61.30"), currency="EUR", booked=True, booking_date=today, value_date=today,
        bank_reference="VIR-61", transaction_type="PMNT-RCDT-ESCT",
        transactions=(
            Transaction(
                place="", amount=Decimal("61.30"), currency="EUR", text="acompte",
                counterparty=Party(name=customer.name, iban=customer.bank_ids[0].sanitized_acc_number),
            ),
        ),
    )  # fmt: skip


def _entry(line, amount, kind, **returned):
    account = line.mandate_id.partner_bank_id
    transaction = Transaction(
        place="", amount=amount, currency="EUR", end_to_end_id=line.end_to_end_id,
        mandate_reference=line.mandate_id.reference, text=line.move_id.name,
        counterparty=Party(name=line.partner_id.name, iban=account.sanitized_acc_number), **returned,
    )  # fmt: skip
    return Entry(
        place="", amount=amount, currency="EUR", booked=True, booking_date=line.payment_date,
        value_date=line.payment_date, bank_reference=f"OP{line.id}{'R' if returned else ''}", transaction_type=kind,
        transactions=(transaction,),
    )  # fmt: skip


def _camt(collecting, number, opening, entries):
    today = fields.Date.today()
    closing = opening + sum(entry.amount for entry in entries)
    statement = Statement(
        place="", identification=f"ATL-{today.year}-{number}", number=str(int(number)),
        account=Party(name="", iban=collecting.journal.bank_account_id.sanitized_acc_number), currency="EUR",
        opening=Balance(opening, "EUR", today), closing=Balance(closing, "EUR", today), entries=tuple(entries),
    )  # fmt: skip
    return render_answer(Delivery("camt.053.001.08", f"MSG-{number}", fields.Datetime.now(), (statement,)))


# ---------------------------------------------------------------- the Danish story


def _danish_story(env, collecting, today, files):
    with _as_of(today - timedelta(days=45)):
        customers = [
            _customer(env, name, 500 + number, _danish_account(number))
            for number, name in enumerate(DANISH_CUSTOMERS, 1)
        ]
        for customer in customers:
            customer.mandate_ids.signature_date = fields.Date.today()
        _registered_at_pbs(env, collecting, customers)
    for day, is_last in ((today - timedelta(days=30), False), (today - timedelta(days=7), True)):
        with _as_of(day):
            orders = [(customer, 800.0 + 150 * i, day) for i, customer in enumerate(customers)]
            _invoices(env, [*orders, (customers[0], 99.5, day)])
            remittance = _propose(env, collecting, day)
            env["debit.notifier"]._prepare(remittance)._mark_sent("institution")
            env["debit.exporter"]._confirm(remittance)
        _danish_answer(env, collecting, remittance, files, is_last)


def _registered_at_pbs(env, collecting, customers):
    """The agreements are sent to PBS, which tells in delivery 30 that they are registered."""
    mandates = env["res.partner"].union(*customers).mandate_ids
    env["debit.agreement.sender"]._send(collecting.method, ["register"], "file", mandates)
    today = fields.Date.today()
    notices = (
        AgreementNotice("", "510", "12345", "", number, "", today)
        for number in (*mandates.sorted("id").mapped("customer_number"), "900777")  # the last one is known to PBS only
    )
    report = AgreementReport("pbs.ls.30", "", today, tuple(notices))
    content = b"".join(ls_30.render(report, supplier_number="19552101"))
    env["debit.answer.receiver"]._receive([("PBS 30.txt", content)], collecting.journal)


def _danish_answer(env, collecting, remittance, files, is_last):
    """PBS answers by payer and date: one payer rejects, the others pay."""
    groups = remittance.line_ids.grouped(lambda line: (line.customer_number, line.payment_date))
    answers = [
        (
            "0530" if position == 2 else "0580",
            Collection(number, day, sum(Decimal(f"{line.amount:.2f}") for line in lines)),
        )
        for position, ((number, day), lines) in enumerate(sorted(groups.items()))
    ]
    created = max(remittance.line_ids.mapped("payment_date")) + timedelta(days=1)
    content = b"".join(
        ls_answers.render_answer(
            answers, creditor_number="12345", supplier_number="19552101", account="00400440116243", created=created,
            task_number=str(remittance.id),
        )
    )  # fmt: skip
    if is_last:
        (files / "leverandoerservice-0602-a-importer.txt").write_bytes(content)
        return
    with _as_of(created):
        _receive(env, collecting, content, "leverandoerservice-0602.txt", post=True)


def _receive(env, collecting, content, name, post):
    statements = env["statement.receiver"]._receive([(name, content)], collecting.journal)
    for statement in statements:
        if statement.state == "ready":
            statement.action_validate()
        if statement.state == "to_allocate":
            statement.action_allocate()
        if post and statement.state == "full":
            statement.action_update_ledgers()
    return statements


# ---------------------------------------------------------------- contracts and refunds


def _contracts(env, collecting, today):
    # beside this file, which is fed to a shell and so knows no neighbours before it runs
    import demo_contracts

    demo_contracts.fill(env, collecting.company, collecting.journal, _french_account, today)


# ---------------------------------------------------------------- the mail room


def _lots(env, collecting, today):
    import demo_lots

    demo_lots.fill(env, collecting.company, collecting.journal, _french_account, today)
