import { registry } from "@web/core/registry";

const number = () => new URLSearchParams(window.location.search).get("iban");

/* A payer types a wrong account, then the right one, and signs with the automatic signature. */
registry.category("web_tour.tours").add("debit_signing_tour", {
    steps: () => [
        {
            content: "Type a mistyped IBAN",
            trigger: "#account_number",
            run(helpers) {
                return helpers.edit(number().slice(0, -1) + ((Number(number().slice(-1)) + 1) % 10));
            },
        },
        {
            content: "Leave the field",
            trigger: "h1",
            run: "click",
        },
        {
            content: "The mistake is told beside the field",
            trigger: ".o_payer_account_error:contains(mistyped)",
        },
        {
            content: "Type the right IBAN",
            trigger: "#account_number",
            run(helpers) {
                return helpers.edit(number());
            },
        },
        {
            content: "Leave the field",
            trigger: "h1",
            run: "click",
        },
        {
            content: "It is right",
            trigger: "#account_number.is-valid",
        },
        {
            content: "Sign",
            trigger: ".o_portal_sign_submit:enabled",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Thank you",
            trigger: "h1:contains(your mandate is signed)",
        },
    ],
});
