import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

/* Somebody at the counter: a payment in cash without a register is explained, one by card is recorded, and what was paid
   too much is asked back, from the tile of the contract. */
registry.category("web_tour.tours").add("contract_payment_tour", {
    url: "/odoo",
    steps: () => [
        ...stepUtils.goToAppSteps("account.menu_finance", "Open Accounting"),
        {
            content: "Open the menu of contracts and refunds",
            trigger: 'button[data-menu-xmlid="recouvrements_addon.menu_contract_top"]',
            run: "click",
        },
        {
            content: "Open the contracts",
            trigger: 'a[data-menu-xmlid="recouvrements_addon.menu_contract"]',
            run: "click",
        },
        {
            content: "Open the contract",
            trigger: ".o_data_row:contains(Paula Payer) .o_data_cell[name=number]",
            run: "click",
        },
        {
            content: "The tile says what is open; key a payment",
            trigger: "div[name=collections_tile]:contains(Unpaid) button[name=action_key_payment]",
            run: "click",
        },
        {
            content: "Choose another method",
            trigger: ".modal div[name=method] input",
            run: "click",
        },
        {
            content: "Cash",
            trigger: ".o_select_menu_item:contains(Cash)",
            run: "click",
        },
        {
            content: "There is no register: the dialog says where one is created, and cannot be saved",
            trigger: ".modal:not(:has(button[name=action_save]:visible)) .alert-warning:contains(Cash registers)",
        },
        {
            content: "Choose another method",
            trigger: ".modal div[name=method] input",
            run: "click",
        },
        {
            content: "Card",
            trigger: ".o_select_menu_item:contains(Card)",
            run: "click",
        },
        {
            content: "The invoice is proposed; more than that was paid",
            trigger: ".modal:has(div[name=invoice_id] input:value(INV)):not(:has(.alert-warning:visible)) div[name=amount] input",
            run: "edit 130.00",
        },
        {
            content: "Save",
            trigger: ".modal button[name=action_save]",
            run: "click",
        },
        {
            content: "The balance moved and the transaction is in the tile; now something is owed back",
            trigger: "body:not(:has(.modal)) div[name=collections_tile]:contains(Overpaid) button[name=action_key_payment]",
            run: "click",
        },
        {
            content: "Refunds are offered now",
            trigger: ".modal div[name=kind] input",
            run: "click",
        },
        {
            content: "A request for the overview",
            trigger: ".o_select_menu_item:contains(Refund request)",
            run: "click",
        },
        {
            content: "The amount owed back is proposed; say why",
            trigger: ".modal:has(div[name=amount] input:value(30)) div[name=comment] input",
            run: "edit Paid too much",
        },
        {
            content: "Save",
            trigger: ".modal button[name=action_save]",
            run: "click",
        },
        {
            content: "The request waits",
            trigger: "body:not(:has(.modal)) .o_data_row:contains(Refund request):contains(To process)",
        },
    ],
});
