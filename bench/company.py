"""A company with its chart of accounts and its bank account: the same one for us and for the peers."""

from odoo.fields import Command


def create(env, case, groups):
    """Return the bank journal of a new company of the case; the user works for it, in these groups.

    :param groups: XML ids.
    """
    env.user.group_ids |= env["res.groups"].union(*map(env.ref, groups))
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
    # the generic chart brings another
    company.currency_id = currency
    env.user.write({"company_ids": [Command.link(company.id)], "company_id": company.id})
    company = company.with_company(company)
    journal = company.env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", company.id)], limit=1)
    journal.bank_account_id = company.env["res.partner.bank"].create(
        {"acc_number": case.account, "partner_id": company.partner_id.id}
    )
    return journal
