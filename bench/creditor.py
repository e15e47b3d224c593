"""The company that collects: its chart of accounts, its bank account, its payment type, and who works for it."""

from odoo.fields import Command

USER_GROUPS = (
    "account.group_account_manager",
    "sepa_remittance_addon.group_debit_manager",
    "bank_statement_matching_addon.group_statement_administrator",
    "bank_statement_matching_addon.group_statement_ledger",
)


def create(env, case):
    """Return the payment type of a new company that collects as the case says."""
    env.user.group_ids |= env["res.groups"].union(*map(env.ref, USER_GROUPS))
    currency = env.ref(f"base.{case.currency}")
    currency.active = True
    # in this mode Odoo does not install what it knows of a new company's country
    company = (
        env["res.company"]
        .with_context(install_mode=True)
        .create(
            {
                "name": f"Atelier {case.name}",
                "country_id": env.ref(f"base.{case.country}").id,
                "currency_id": currency.id,
            }
        )
    )
    company.partner_id.tz = "Europe/Paris"
    env["account.chart.template"].with_user(1).try_loading(case.chart, company=company, install_demo=False)
    env.user.write({"company_ids": [Command.link(company.id)], "company_id": company.id})
    company = company.with_company(company)
    journal = company.env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", company.id)], limit=1)
    _identify(company, journal, case)
    return _payment_type(company, journal, case)


def _identify(company, journal, case):
    company.sepa_creditor_identifier = "FR72ZZZ123456"
    company.pbs_creditor_number = "12345"
    journal.write({"pbs_creditor_number": "12345", "pbs_supplier_number": "19552101"})
    journal.bank_account_id = company.env["res.partner.bank"].create(
        {"acc_number": case.account, "partner_id": company.partner_id.id}
    )


def _payment_type(company, journal, case):
    method = company.env["account.payment.method.line"].create(
        {
            "name": f"Direct debit {case.scheme}",
            "journal_id": journal.id,
            "payment_method_id": company.env.ref("sepa_remittance_addon.payment_method_debit").id,
            "debit_scheme": case.scheme,
        }
    )
    company.debit_method_line_id = method
    return method
