import { press, edit } from "@odoo/hoot-dom";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

/* The settling screen, driven by the keyboard alone. Every step waits for what the one before it must have shown. */

const key = (keys, trigger, content) => ({ content, trigger, run: () => press(keys) });
const see = (trigger, content) => ({ content, trigger });
const type = (text, trigger, content) => ({ content, trigger, run: () => edit(text) });
/* A machine that is busy with other things is waited for. */
const patiently = (steps) => steps.map((step) => ({ timeout: 60000, ...step }));
const openScreen = key(["Alt", "e"], ".o_form_view button[name=action_settle]", "Settle (from the statement)");
const line = (who, status) => `.o_settling:has(.o_settling_right:not([aria-busy])) .o_settling_head[data-status=${status}]:contains(${who})`;
const counts = (kind, count) => `button[data-kind=${kind}]:contains(/${count}$/)`;

/** What somebody else does meanwhile, in another tab or on another machine. */
async function inAnotherTab(method, ...args) {
    const response = await browser.fetch(`/web/dataset/call_kw/settling.desk/${method}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
            jsonrpc: "2.0",
            method: "call",
            params: { model: "settling.desk", method, args, kwargs: {} },
        }),
    });
    return (await response.json()).result;
}

const lineOnScreen = () => Number(document.querySelector(".o_settling_head").dataset.line);

registry.category("web_tour.tours").add("settling_by_keyboard_tour", {
    steps: () => patiently([
        openScreen,
        see(counts("open", 6), "Six lines are to settle"),
        see(line("Anna", "over"), "The first of them took too much"),
        see(".o_settling_offers:contains(take off)", "What fits is offered"),

        // over-allocated: take off, undo, then free the invoice for another remittance
        key("ArrowRight", ".o_settling_lines", "To what is allocated"),
        key("ArrowDown", ".o_settling_allocations tr.o_settling_cursor:contains(100.00)", "The second invoice"),
        key("Delete", ".o_settling_allocations tr.o_settling_cursor:contains(50.00)", "Take it off"),
        see(line("Anna", "settled"), "The line is settled"),
        see(counts("open", 5), "Five are left"),
        key(["Control", "z"], ".o_settling_items:contains(0 - Remitted)", "The invoice is still remitted: undo"),
        see(line("Anna", "over"), "As before"),
        see(counts("open", 6), "Six again"),
        key("ArrowRight", ".o_settling_allocations:contains(50.00)", "To what is allocated"),
        {
            content: "To the invoice of 50",
            trigger: ".o_settling_allocations tr.o_settling_cursor",
            run: ({ anchor }) => (anchor ?? document).textContent.includes("50.00") || press("ArrowDown"),
        },
        key("l", ".o_settling_allocations tr.o_settling_cursor:contains(50.00)", "Lift its block"),
        key("Enter", ".o_settling_prompt[data-what=lift] button.btn-primary:focus", "Yes"),
        see(".o_settling_items:contains(Rejected):not(:contains(9 - Remitted))", "It may be remitted again"),
        key("Enter", line("Anna", "settled"), "On to the next line"),

        // under-allocated: two invoices
        key("ArrowRight", line("Bert", "under"), "To the open invoices"),
        key("Space", ".o_settling_items tr.o_settling_cursor:contains(30.00)", "The first"),
        key("ArrowDown", ".o_settling_sum:contains(30.00)", "The sum runs"),
        key("Space", ".o_settling_items tr.o_settling_cursor:contains(40.00)", "The second"),
        see(".o_settling_sum:contains(70.00)", "They add up"),
        see(".o_settling_after:contains(0.00)", "Nothing would be left"),
        key("Enter", ".o_settling_sum:contains(70.00)", "Add them; the next line comes by itself"),

        // on account
        key("c", line("Carl", "under"), "Customer payment on account"),
        key("Enter", ".o_settling_prompt[data-what=on_account] input:focus:value(15.00)", "All of it"),
        key("n", line("Carl", "settled"), "Next"),

        // a ledger account
        key("g", line("Dora", "under"), "To a ledger account"),
        type("400000", ".o_settling_prompt input:focus", "Search the account"),
        key("Enter", ".o_settling_prompt a.ui-state-active:contains(400000)", "Take it"),
        see(".o_settling_prompt input[name=amount]:focus:value(0.05)", "The difference is proposed"),
        key("Tab", ".o_settling_prompt input[name=amount]:focus", "To the label"),
        type("Rounding", ".o_settling_prompt input[name=label]:focus", "What the entry says"),
        key("Enter", ".o_settling_prompt input[name=label]:focus:value(Rounding)", "Book it"),
        see(".o_settling_allocations:contains(Rounding)", "It is allocated"),
        key("n", line("Dora", "settled"), "Next"),

        // move to the line that lacks it
        key("ArrowRight", line("Emil", "over"), "To what is allocated"),
        {
            content: "To the invoice of 7",
            trigger: ".o_settling_allocations tr.o_settling_cursor",
            run: ({ anchor }) => (anchor ?? document).textContent.includes("7.00") || press("ArrowDown"),
        },
        key("m", ".o_settling_allocations tr.o_settling_cursor:contains(7.00)", "Move it"),
        key("Enter", ".o_settling_prompt[data-what=move] a.ui-state-active:contains(WRONG)", "To the line that lacks it"),
        see(line("Emil", "settled"), "Settled"),
        see(".o_settling_finished", "Both are: everything is settled"),
        see(counts("open", 0), "Nothing is left"),

        // from an allocation to its remittance, and from there to the statements that answered it
        key("b", line("Emil", "settled"), "To the remittance (20)"),
        {
            content: "To its statements",
            trigger: ".o_form_view button[name=action_received_statements]",
            run: "click",
        },
        see(".o_form_view .o_arrow_button_current:contains(6 - Fully allocated)", "The statement that answered it"),
    ]),
});

registry.category("web_tour.tours").add("settling_payer_tour", {
    steps: () => patiently([
        openScreen,
        // the keys are explained
        key("?", line("Payer not known", "unallocated"), "Which keys are there?"),
        see(".modal .o_settling_help:contains(Next line to settle)", "All of them"),
        key("Escape", ".modal .o_settling_help", "Close"),

        // a payer by the number of an invoice
        key("p", "body:not(:has(.modal)) .o_settling_head", "Who paid?"),
        type("Zoe", ".o_settling_prompt input:focus", "By name"),
        see(".o_settling_prompt a.ui-state-active:contains(Zoe)", "Found"),
        key("Enter", ".o_settling_prompt a.ui-state-active:contains(Zoe)", "That one"),
        see(".o_settling_items tr.o_settling_cursor:contains(61.30)", "Her open invoices, and the cursor on the first"),

        // a part of it, typed
        key("t", ".o_settling_items tr.o_settling_cursor", "Only a part"),
        type("60", ".o_settling_prompt[data-what=part] input:focus", "So much"),
        key("Enter", ".o_settling_prompt input:focus:value(60)", "Add it"),
        see(line("Zoe", "under"), "1.30 is left"),
        see(".o_settling_difference:contains(1.30)", "Shown large"),

        // somebody was faster
        {
            content: "Meanwhile in another tab",
            trigger: line("Zoe", "under"),
            run: async () => {
                const id = lineOnScreen();
                const told = await inAnotherTab("line", id);
                await inAnotherTab("act", { statement: told.statement.id }, id, told.version, "on_account", { amount: 100 });
                await press("c");
            },
        },
        key("Enter", ".o_settling_prompt[data-what=on_account] input:focus:value(1.30)", "On account, says this tab, too"),
        see(".o_settling_problem[data-kind=conflict]:contains(in the meantime)", "It is told"),
        see(".o_settling_difference:contains(0.30)", "And sees what the other did"),
        key("Escape", ".o_settling_prompt input", "Leave"),

        // the network is gone for a moment
        {
            content: "No connection",
            trigger: "body:not(:has(.o_settling_prompt)) .o_settling_head",
            run: async () => {
                const { XMLHttpRequest } = browser;
                browser.XMLHttpRequest = class extends XMLHttpRequest {
                    send() {
                        browser.XMLHttpRequest = XMLHttpRequest;
                        this.dispatchEvent(new Event("error"));
                    }
                };
                await press("r");
            },
        },
        key("Enter", ".o_settling_prompt[data-what=release] button.btn-primary:focus", "Release, into the void"),
        see(".o_settling_problem[data-kind=offline]", "The connection is missed, in words"),
        see(".o_settling_prompt[data-what=release]", "What was asked is kept"),
        see(".o_settling_difference:contains(0.30)", "And so is the line"),
        key("Escape", ".o_settling_prompt button", "Leave"),

        // the rest, and a reload
        key("c", "body:not(:has(.o_settling_prompt)) .o_settling_head", "The rest on account"),
        key("Enter", ".o_settling_prompt[data-what=on_account] input:focus:value(0.30)", "All of it"),
        see(line("Zoe", "settled"), "Settled"),
        {
            content: "Reload the page",
            trigger: ".o_settling_finished",
            run: () => browser.location.reload(),
            expectUnloadPage: true,
        },
        see(".o_settling .o_settling_finished", "Everything is still settled"),
        see(".o_settling_bar button[data-act=undo]:enabled", "And can still be undone"),
    ]),
});
