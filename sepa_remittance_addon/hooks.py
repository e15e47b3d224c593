"""What the database needs beside tables when the add-on comes and goes."""


def uninstall_hook(env):
    """Payment types of this add-on lose their method; customers and invoices that used them fall back to none."""
    methods = env["account.payment.method"].search([("code", "=", "debit_remittance")])
    lines = env["account.payment.method.line"].search([("payment_method_id", "in", methods.ids)])
    env["account.move"].search([("preferred_payment_method_line_id", "in", lines.ids)]).write(
        {"preferred_payment_method_line_id": False}
    )
    for company in env["res.company"].search([]):
        payers = env["res.partner"].with_company(company)
        payers.search([("property_inbound_payment_method_line_id", "in", lines.ids)]).write(
            {"property_inbound_payment_method_line_id": False}
        )
    lines.unlink()
