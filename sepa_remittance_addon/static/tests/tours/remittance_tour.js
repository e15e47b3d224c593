import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

/* A finance user proposes, takes an invoice out for its payer, confirms: as a person would, from the menus. */
registry.category("web_tour.tours").add("debit_remittance_tour", {
    url: "/odoo",
    steps: () => [
        ...stepUtils.goToAppSteps("account.menu_finance", "Open Accounting"),
        {
            content: "Open the menu of direct debits",
            trigger: 'button[data-menu-xmlid="sepa_remittance_addon.menu_debit"]',
            run: "click",
        },
        {
            content: "Open the remittances",
            trigger: 'a[data-menu-xmlid="sepa_remittance_addon.menu_remittance"]',
            run: "click",
        },
        {
            content: "Start a proposal",
            trigger: ".o_list_buttons button:contains(New proposal), .o_control_panel button:contains(New proposal)",
            run: "click",
        },
        {
            content: "Propose what is due today",
            trigger: ".modal button[name=action_propose]",
            run: "click",
        },
        {
            content: "The proposal says what it left out",
            trigger: ".alert:contains(1):contains(due amounts were left out)",
        },
        {
            content: "See the invoices by payer",
            trigger: "button[name=action_lines]",
            run: "click",
        },
        {
            content: "Switch to the totals by payer and date",
            trigger: "button[name=action_view_groups]",
            run: "click",
        },
        {
            content: "Anna is debited 150 in two invoices",
            trigger: ".o_data_row:contains(Anna):contains(150)",
        },
        {
            content: "Switch back to the invoices",
            trigger: "button[name=action_view_invoices]",
            run: "click",
        },
        {
            content: "Bert telephones: take his invoice out",
            trigger: ".o_data_row:contains(Bert) button[name=action_remove]",
            run: "click",
        },
        {
            content: "Who asked",
            trigger: ".modal div[name=asked_by] input",
            run: "edit Bert himself",
        },
        {
            content: "Why",
            trigger: ".modal div[name=reason] input",
            run: "edit Goods came back",
        },
        {
            content: "Remove it",
            trigger: ".modal button[name=action_apply]:contains(Remove)",
            run: "click",
        },
        {
            content: "The line is removed and says why",
            trigger: ".o_data_row:contains(Bert):contains(Removed):contains(Goods came back)",
        },
        {
            content: "Back to the remittance",
            trigger: ".breadcrumb-item a:contains(RB/)",
            run: "click",
        },
        {
            content: "Confirm",
            trigger: "button[name=action_confirm]",
            run: "click",
        },
        {
            content: "Yes, ask the bank",
            trigger: ".modal-footer button.btn-primary",
            run: "click",
        },
        {
            content: "The remittance is confirmed and its file can be downloaded",
            trigger: ".o_arrow_button_current:contains(11 - Confirmed)",
        },
        {
            trigger: "button[name=action_download]",
        },
    ],
});
