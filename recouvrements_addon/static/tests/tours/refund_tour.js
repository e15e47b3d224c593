import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

/* Somebody who pays refunds: enters a missing IBAN, exports all that waits, marks one as processed, from the menus. */
registry.category("web_tour.tours").add("refund_tour", {
    url: "/odoo",
    steps: () => [
        ...stepUtils.goToAppSteps("account.menu_finance", "Open Accounting"),
        {
            content: "Open the menu of contracts and refunds",
            trigger: 'button[data-menu-xmlid="recouvrements_addon.menu_contract_top"]',
            run: "click",
        },
        {
            content: "Open the refunds",
            trigger: 'a[data-menu-xmlid="recouvrements_addon.menu_refund"]',
            run: "click",
        },
        {
            content: "Select the refund that was paid in cash",
            trigger: ".o_data_row:contains(Carla Cash) .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Mark it as processed",
            trigger: "button[name=action_ask_processed]",
            run: "click",
        },
        {
            content: "How many, how much",
            trigger: ".modal:contains(1):contains(20.00) button[name=action_process]",
            run: "click",
        },
        {
            content: "It leaves the list",
            trigger: ".o_list_view:not(:has(.o_data_row:contains(Carla Cash)))",
        },
        {
            content: "Export what waits",
            trigger: "button[name=action_export_refunds]",
            run: "click",
        },
        {
            content: "The wizard warns of the missing IBAN",
            trigger: ".modal .alert-warning:contains(without a good IBAN):visible",
        },
        {
            content: "Export",
            trigger: ".modal button[name=action_export]",
            run: "click",
        },
        {
            content: "The screen says what went out",
            trigger: ".alert-success:contains(went out):contains(50.00)",
        },
        {
            content: "And what was left out, by name",
            trigger: ".o_data_row:contains(Nora Noiban):contains(No IBAN is known)",
        },
        {
            content: "The file can be downloaded",
            trigger: "button[name=action_download]",
        },
        {
            content: "Enter the IBAN at once",
            trigger: ".o_data_row:contains(Nora Noiban) button[name=action_enter_iban]",
            run: "click",
        },
        {
            content: "Type it",
            trigger: ".modal div[name=iban] input",
            run: "edit BE68 5390 0754 7034",
        },
        {
            content: "Save",
            trigger: ".modal button[name=action_save]",
            run: "click",
        },
        {
            content: "Back to the refunds",
            trigger: ".breadcrumb-item a:contains(Refunds)",
            run: "click",
        },
        {
            content: "Her refund has an account now",
            trigger: ".o_data_row:contains(Nora Noiban):contains(BE68)",
        },
    ],
});
