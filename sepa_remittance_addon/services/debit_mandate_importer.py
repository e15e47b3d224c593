from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..formats.identifiers import check_iban, electronic, mask_iban
from ..formats.refusal import Refusal
from ..models.debit_mandate import PBS_SCHEMES
from ..models.refusals import tell

PAYER_COLUMNS = ("partner_id", "partner_id/id", "partner_id/.id")
ACCOUNT = "partner_bank_id/.id"
NEW_ACCOUNT = "new account"


class DebitMandateImporter(models.AbstractModel):
    """Reads the rows of an import of mandates: who is the payer, which is the account, which mandate is it (MAN-16).

    All look-ups are made once for all rows, and all that is wrong is told together, row by row.
    """

    _name = "debit.mandate.importer"
    _description = "Import of mandates"

    @api.model
    def _read(self, columns, data):
        """Replace the columns *payer's number* and *payer's IBAN* by payer, account and, where known, mandate.

        :return: columns and rows for ``load``, and messages in its form; with messages nothing may be stored.
        """
        problems = []
        if set(PAYER_COLUMNS) & set(columns):
            both = self.env._("Name the payer by its number or by its name, in one column only.")
            return columns, data, [{"type": "error", "message": both, "field": "payer_number"}]
        rows = [dict(zip(columns, row, strict=True)) for row in data]
        names = [row.get("reference") or row.get("payer_number") or "" for row in rows]
        self._read_accounts(rows, problems)
        self._find_payers(rows, problems)
        self._find_accounts(rows, problems)
        self._derive_status(rows, problems)
        self._find_mandates(rows, problems)
        keys = list(dict.fromkeys(key for row in rows for key in row))
        messages = [
            self._message(index, names[index], column, sentence)
            for index, column, sentence in sorted(problems, key=lambda problem: problem[0])
        ]
        return keys, [[row.get(key, "") for key in keys] for row in rows], messages

    def _message(self, index, name, column, sentence):
        """A problem of one row; the sentence names the row by what stands in it, as the screen may show it alone."""
        name = name or self.env._("Row %s", index + 1)
        return {
            "type": "error",
            "message": f"{name}: {sentence}",
            "field": column,
            "record": index,
            "rows": {"from": index, "to": index},
        }

    @api.model
    def _add_accounts(self, columns, data):
        """Store the accounts that payers do not have yet, all at once; to be called when no row is wrong."""
        if NEW_ACCOUNT not in columns:
            return columns, data
        self.env["debit.mandate"].check_access("create")
        rows = [dict(zip(columns, row, strict=True)) for row in data]
        wanted = list(dict.fromkeys(row[NEW_ACCOUNT] for row in rows if row[NEW_ACCOUNT]))
        # who keeps mandates may have no right on contacts otherwise
        created = (
            self.env["res.partner.bank"]
            .sudo()
            .create([{"partner_id": payer, "acc_number": number} for payer, number in wanted])
        )
        made = dict(zip(wanted, created.ids, strict=True))
        for row in rows:
            row[ACCOUNT] = str(made[row[NEW_ACCOUNT]]) if row[NEW_ACCOUNT] else row.get(ACCOUNT, "")
            del row[NEW_ACCOUNT]
        keys = list(rows[0])
        return keys, [[row[key] for key in keys] for row in rows]

    # ------------------------------------------------------------ accounts and payers

    def _read_accounts(self, rows, problems):
        """The number of each row in electronic form; a number that no bank takes is a problem of its row."""
        for index, row in enumerate(rows):
            text = row.get("iban") or ""
            try:
                row["iban"] = electronic(text) if not text or self._is_pbs(row) else check_iban(text)
            except Refusal as refusal:
                row["iban"] = ""
                problems.append((index, "iban", tell(self.env, refusal)))

    def _is_pbs(self, row):
        labels = dict(self.env["debit.mandate"]._fields["scheme"]._description_selection(self.env))
        return (row.get("scheme") or "") in {*PBS_SCHEMES, *(labels[scheme] for scheme in PBS_SCHEMES)}

    def _find_payers(self, rows, problems):
        by_number, by_account = self._payers_by_number(rows), self._holders(rows)
        for index, row in enumerate(rows):
            number = (row.pop("payer_number", "") or "").strip()
            known = by_number if number else by_account
            payers = known.get(number or row["iban"], self.env["res.partner"])
            if len(payers) == 1:
                row["partner_id/.id"] = str(payers.id)
            else:
                problems.append((index, "payer_number", self._payer_problem(number, row["iban"], payers)))

    def _payer_problem(self, number, iban, payers):
        names = ", ".join(payers.mapped("display_name"))
        values = {"number": number, "account": mask_iban(iban) if iban else "", "names": names}
        if number and payers:
            return self.env._("Several customers have the number %(number)s: %(names)s.", **values)
        if number:
            return self.env._("No customer has the number %(number)s.", **values)
        if payers:
            return self.env._(
                "The account %(account)s belongs to several customers; give the customer number: %(names)s.", **values
            )
        return self.env._("The row names no customer: give its customer number, or an account that one has.")

    def _payers_by_number(self, rows):
        numbers = {(row.get("payer_number") or "").strip() for row in rows} - {""}
        domain = Domain("ref", "in", list(numbers)) & self._of_company("res.partner")
        found = {}
        for payer in self.env["res.partner"].search(domain):
            found[payer.ref] = found.get(payer.ref, payer.browse()) | payer.commercial_partner_id
        return found

    def _holders(self, rows):
        numbers = {row["iban"] for row in rows if not row.get("payer_number")} - {""}
        domain = Domain("sanitized_acc_number", "in", list(numbers)) & self._of_company("res.partner.bank")
        found = {}
        for account in self.env["res.partner.bank"].sudo().search(domain):
            holder = account.partner_id.commercial_partner_id.sudo(False)
            found[account.sanitized_acc_number] = found.get(account.sanitized_acc_number, holder.browse()) | holder
        return found

    def _of_company(self, model):
        return Domain(self.env[model]._check_company_domain(self.env.company))

    def _find_accounts(self, rows, problems):
        """The payer's account of that number, or a mark that it is to be added."""
        payers = {int(row["partner_id/.id"]) for row in rows if row.get("partner_id/.id")}
        domain = Domain("partner_id.commercial_partner_id", "in", list(payers)) & self._of_company("res.partner.bank")
        domain &= Domain("sanitized_acc_number", "in", list({row["iban"] for row in rows} - {""}))
        accounts = self.env["res.partner.bank"].sudo().with_context(active_test=False).search(domain)
        known = {(acc.partner_id.commercial_partner_id.id, acc.sanitized_acc_number): acc for acc in accounts}
        for index, row in enumerate(rows):
            number, payer = row.pop("iban"), int(row.get("partner_id/.id") or 0)
            account = known.get((payer, number))
            if account and not account.active:
                sentence = self.env._("The account %s of this customer is archived.", mask_iban(number))
                problems.append((index, "iban", sentence))
            row[ACCOUNT] = str(account.id) if account else ""
            row[NEW_ACCOUNT] = (payer, number) if payer and number and not account else ""

    # ------------------------------------------------------------ status and mandate

    def _derive_status(self, rows, problems):
        """A mandate with a signature date is active, without one it is to sign; an ended one comes as ended."""
        today = fields.Date.to_string(fields.Date.context_today(self))
        labels = dict(self.env["debit.mandate"]._fields["state"]._description_selection(self.env))
        for index, row in enumerate(rows):
            signed = str(row.get("signature_date") or "")
            if signed > today:
                problems.append((index, "signature_date", self.env._("A mandate cannot be signed in the future.")))
            if row.get("state") in ("active", labels["active"]) and not signed:
                sentence = self.env._("An active mandate needs the date of its signature.")
                problems.append((index, "signature_date", sentence))
            if row.get("state") in ("active", "to_sign", labels["active"], labels["to_sign"]):
                row["state"] = ""
            complete = row[ACCOUNT] or row[NEW_ACCOUNT] or self._is_pbs(row)
            if signed and not row.get("state") and not complete and index not in {problem[0] for problem in problems}:
                problems.append((index, "iban", self.env._("A signed SEPA mandate needs the payer's IBAN.")))

    def _find_mandates(self, rows, problems):
        """A mandate to sign of the same payer and reference is the one that the row tells of: it was signed."""
        known, seen = self._mandates_by_reference(rows), {}
        for index, row in enumerate(rows):
            reference = (row.get("reference") or "").strip()
            if not reference or row.get("id") or row.get(".id"):
                continue
            earlier = seen.setdefault(reference.upper(), index)
            mandate = known.get(reference.upper())
            if earlier != index:
                sentence = self.env._("The reference %s stands in an earlier row of the file too.", reference)
                problems.append((index, "reference", sentence))
            elif mandate and mandate.state == "to_sign" and str(mandate.partner_id.id) == row.get("partner_id/.id"):
                row[".id"] = str(mandate.id)
            elif mandate:
                problems.append((index, "reference", self._taken_problem(mandate)))

    def _taken_problem(self, mandate):
        labels = dict(mandate._fields["state"]._description_selection(self.env))
        return self.env._(
            "The reference %(reference)s is taken by a mandate of %(payer)s (%(status)s).",
            reference=mandate.reference,
            payer=mandate.partner_id.name,
            status=labels[mandate.state],
        )

    def _mandates_by_reference(self, rows):
        references = {(row.get("reference") or "").strip().upper() for row in rows} - {""}
        self.env["debit.mandate"].flush_model(["company_id", "reference"])
        found = self.env.execute_query(
            SQL(
                "SELECT id FROM debit_mandate WHERE company_id = %s AND UPPER(reference) = ANY(%s)",
                self.env.company.id,
                list(references),
            )
        )
        mandates = self.env["debit.mandate"].browse(row[0] for row in found)
        return {mandate.reference.upper(): mandate for mandate in mandates}
