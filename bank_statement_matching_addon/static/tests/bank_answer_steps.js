import { stepUtils } from "@web_tour/tour_utils";

export const openBankAnswers = (item) => [
    ...stepUtils.goToAppSteps("account.menu_finance", "Open Accounting"),
    {
        content: "Open the menu of bank answers",
        trigger: 'button[data-menu-xmlid="bank_statement_matching_addon.menu_received"]',
        run: "click",
    },
    {
        content: "Choose what to do",
        trigger: `a[data-menu-xmlid="bank_statement_matching_addon.${item}"]`,
        run: "click",
    },
];
