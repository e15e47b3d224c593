import re

from odoo import api, models
from odoo.tools import SQL

from ..formats.charset import to_reference
from ..formats.identifiers import is_iban
from ..models.debit_mandate import SEPA_SCHEMES

SUFFIX = re.compile(r"-\d+$")
MAX_REFERENCE = 35


class DebitMandateBuilder(models.AbstractModel):
    """Makes mandates for whole sets of customers and invoices, with references nobody has yet."""

    _name = "debit.mandate.builder"
    _description = "Mandate builder"

    @api.model
    def _make_recurrent(self, payers, also_not_collected=False):
        """One recurrent mandate *to sign* per payer without one of any status, unless on one per invoice (MAN-4).

        :param also_not_collected: also for those who are not on *collect automatically*.
        """
        company = self.env.company
        payers = payers.commercial_partner_id.with_company(company)
        payers = payers.filtered(
            lambda payer: (also_not_collected or payer.collect_automatically) and not payer.mandate_per_invoice
        )
        having = (
            self.env["debit.mandate"]
            .sudo()
            .search([("partner_id", "in", payers.ids), ("company_id", "=", company.id), ("kind", "=", "recurrent")])
        )
        return self._create([self._prepare_recurrent_vals(payer) for payer in payers - having.partner_id])

    @api.model
    def _make_one_off(self, moves):
        """One mandate *to sign* per due amount of each invoice whose customer gives a mandate per invoice (MAN-5)."""
        vals_list = []
        for company, company_moves in moves.grouped("company_id").items():
            payers = company_moves.commercial_partner_id.with_company(company).filtered("mandate_per_invoice")
            wanted = company_moves.filtered(lambda move, payers=payers: move.commercial_partner_id in payers)
            vals_list += self.with_company(company)._prepare_one_off_vals_list(wanted)
        return self._create(vals_list)

    def _create(self, vals_list):
        # a bookkeeper who may post invoices but not keep mandates still causes the mandate to be made
        return self.env["debit.mandate"].sudo().create(vals_list) if vals_list else self.env["debit.mandate"]

    def _prepare_recurrent_vals(self, payer):
        """Values for the current company; the creditor is that of the bank account which will collect."""
        method = payer._get_debit_method()
        scheme = method.debit_scheme or "sepa_core"
        creditor = method.journal_id._get_creditor_identifier(scheme) if method else ""
        return {
            "company_id": self.env.company.id,
            "partner_id": payer.id,
            "scheme": scheme,
            "kind": "recurrent",
            "partner_bank_id": self._preferred_account(payer, scheme).id,
            "customer_number": _customer_number(payer),
            **({"creditor_identifier": creditor} if creditor else {}),
        }

    def _preferred_account(self, payer, scheme):
        """The first account of a payer that the scheme can debit; a number that no bank would take is passed over."""
        accounts = payer.sudo().bank_ids
        if scheme in SEPA_SCHEMES:
            accounts = accounts.filtered(lambda account: is_iban(account.acc_number))
        return accounts[:1]

    def _prepare_one_off_vals_list(self, moves):
        missing = self._receivables_without_mandate(moves)
        vals_list = []
        for move in missing.move_id:
            due = self._due_amounts(move)
            recurrent = self._prepare_recurrent_vals(move.commercial_partner_id.with_company(move.company_id))
            vals_list += [
                {**recurrent, "kind": "one_off", "move_line_id": line.id, "installment": number if len(due) > 1 else 0}
                for number, line in enumerate(due, 1)
                if line in missing
            ]
        return vals_list

    @api.model
    def _receivables_without_mandate(self, moves):
        """The open due amounts of posted invoices for which no one-off mandate is to sign, active or completed."""
        invoices = moves.filtered(lambda move: move.move_type == "out_invoice" and move.state == "posted")
        due = invoices.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled
        )
        live = due.sudo().mandate_ids.filtered(lambda mandate: mandate.state in ("to_sign", "active", "completed"))
        return due - live.move_line_id.with_env(due.env)

    def _due_amounts(self, move):
        receivables = move.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        return receivables.sorted(lambda line: (line.date_maturity or line.date, line.id))

    # ------------------------------------------------------------ references (MAN-3)

    @api.model
    def _fill_references(self, vals_list):
        """Build the missing references of mandates about to be created from the company's patterns.

        A reference that is taken, also by a closed mandate, gets the suffix ``-2``, ``-3``, ... The suffix counts
        within 35 characters: a pattern that is too long is cut before it.
        """
        missing = [vals for vals in vals_list if vals.get("reference", "/") in (False, "", "/")]
        bases = {id(vals): self._base_reference(vals) for vals in missing}
        taken = self._taken(bases.values())
        for vals in vals_list:
            if id(vals) not in bases and vals.get("reference"):
                taken.add((vals.get("company_id") or self.env.company.id, vals["reference"].upper()))
        for vals in missing:
            company_id = vals.get("company_id") or self.env.company.id
            vals["reference"] = _first_free(bases[id(vals)], company_id, taken)
            taken.add((company_id, vals["reference"].upper()))
        for vals in vals_list:
            vals.pop("installment", None)

    def _base_reference(self, vals):
        company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
        payer = self.env["res.partner"].browse(vals["partner_id"])
        invoice = self.env["account.move.line"].browse(vals.get("move_line_id")).move_id.sudo()
        pattern = company.sudo()[_pattern_field(vals)]
        words = {"customer": _customer_number(payer), "invoice": re.sub(r"[^A-Za-z0-9]", "", invoice.name or "")}
        base = to_reference(pattern.format(**words))
        return f"{base[: MAX_REFERENCE - 3]}-{vals['installment']}" if vals.get("installment") else base

    def _taken(self, bases):
        """Every reference, of any status, that one of these could collide with."""
        stems = list({SUFFIX.sub("", base).upper() for base in bases})
        if not stems:
            return set()
        self.env["debit.mandate"].flush_model(["reference", "company_id"])
        rows = self.env.execute_query(
            SQL(
                """SELECT company_id, UPPER(reference) FROM debit_mandate
                    WHERE REGEXP_REPLACE(UPPER(reference), '-[0-9]+$', '') = ANY(%s)""",
                stems,
            )
        )
        return set(rows)


def _pattern_field(vals):
    if vals.get("scheme") == "sepa_b2b":
        return "mandate_pattern_b2b"
    return "mandate_pattern_one_off" if vals.get("kind") == "one_off" else "mandate_pattern_recurrent"


def _customer_number(payer):
    """The number by which people know this customer: its reference, or the number of its record."""
    return re.sub(r"[^A-Za-z0-9]", "", payer.ref or "")[:15] or f"{payer.id:06d}"


def _first_free(base, company_id, taken):
    reference, number = base[:MAX_REFERENCE], 1
    while (company_id, reference.upper()) in taken:
        number += 1
        reference = f"{base[: MAX_REFERENCE - len(str(number)) - 1]}-{number}"
    return reference
