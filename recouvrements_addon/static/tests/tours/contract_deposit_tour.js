import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

/* The deposit of a contract: reserved on a card, captured, and paid for the rest by what another contract moved. */
registry.category("web_tour.tours").add("contract_deposit_tour", {
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
            content: "Open the contract that begins",
            trigger: ".o_data_row:contains(TOUR-NEW) .o_data_cell[name=number]",
            run: "click",
        },
        {
            content: "Key its deposit",
            trigger: "div[name=collections_tile] button[name=action_key_deposit]",
            run: "click",
        },
        {
            content: "Choose the type",
            trigger: ".modal div[name=kind] input",
            run: "click",
        },
        {
            content: "A reservation on the card",
            trigger: ".o_select_menu_item:contains(Card authorisation)",
            run: "click",
        },
        {
            content: "What the terminal printed",
            trigger: ".modal div[name=card_reference] input",
            run: "edit T-100",
        },
        {
            content: "Its amount",
            trigger: ".modal div[name=amount] input",
            run: "edit 200.00",
        },
        {
            content: "Save",
            trigger: ".modal button[name=action_save]",
            run: "click",
        },
        {
            content: "It is reserved, no money came; capture it",
            trigger: "body:not(:has(.modal)) .o_data_row:contains(Authorised) button[name=action_capture]",
            run: "click",
        },
        {
            content: "A part of it",
            trigger: ".modal div[name=amount] input",
            run: "edit 150.00",
        },
        {
            content: "Capture",
            trigger: ".modal button.btn-primary[name=action_capture]",
            run: "click",
        },
        {
            content: "The deposit is partly there; the rest comes from the contract that ended",
            trigger: "body:not(:has(.modal)):has(.o_data_row:contains(Captured)) div[name=collections_tile]:contains(Partly paid) button[name=action_key_deposit]",
            run: "click",
        },
        {
            content: "Open the types",
            trigger: ".modal div[name=kind] input",
            run: "click",
        },
        {
            content: "Deposit payment",
            trigger: ".o_select_menu_item:contains(Deposit payment)",
            run: "click",
        },
        {
            content: "Open the methods",
            trigger: ".modal div[name=method] input",
            run: "click",
        },
        {
            content: "Another contract",
            trigger: ".o_select_menu_item:contains(Another contract)",
            run: "click",
        },
        {
            content: "The move is proposed, with what is still expected",
            trigger: ".modal:has(div[name=moved_from_id] input:value(TOUR-OLD)):has(div[name=amount] input:value(150)) button[name=action_save]",
            run: "click",
        },
        {
            content: "The deposit is paid, and it says from where it came",
            trigger: "body:not(:has(.modal)):has(.o_data_row:contains(from TOUR-OLD)) div[name=collections_tile]:contains(Paid)",
        },
    ],
});
