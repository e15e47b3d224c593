import { fill, press } from "@odoo/hoot-dom";
import { browser } from "@web/core/browser/browser";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { CaptureModel } from "@mail_lot_addon/capture/capture_model";

/* A whole lot keyed by the keyboard alone. Every step waits until the focus is where the next key goes. */

const patiently = (steps) => steps.map((step) => ({ timeout: 60000, ...step }));
const see = (trigger, content) => ({ content, trigger });
const ready = ".o_capture[data-ready='1']";
const at = (name) => `${ready} [data-field=${name}]:focus`;
const key = (keys, trigger, content) => ({ content, trigger, run: () => press(keys) });
const enter = (name, content) => key("Enter", at(name), content || `Enter in ${name}`);
/* What was typed by whoever comes before is replaced: a field that has the focus is selected. */
const type = (text, name) => ({
    content: `Key ${name}`,
    trigger: at(name),
    run: async () => {
        document.activeElement.value = "";
        await fill(typeof text === "function" ? text() : text);
    },
});
const keyed = (text, name) => [type(text, name), enter(name)];

/* Keys are counted as they are pressed, and compared with what the README promises. */
let pressed = 0;
const count = () => pressed++;
const start = (trigger = at("code")) => ({
    content: "Count the keys of one item",
    trigger,
    run: () => {
        pressed = 0;
        window.addEventListener("keydown", count, { capture: true });
    },
});
const stop = (name, trigger, most) => ({
    content: `${name}: ${most} keys`,
    trigger,
    run: () => {
        window.removeEventListener("keydown", count, { capture: true });
        if (pressed !== most) {
            throw new Error(`${name} took ${pressed} keys, the README says ${most}`);
        }
    },
});
const saved = (who) => `${ready} .o_capture_last:contains(${who})`;

/* A number of that beginning whose check digit is right. */
function cardNumber(body) {
    for (let digit = 0; digit < 10; digit++) {
        const sum = [...`${body}${digit}`].reverse().reduce((total, one, place) => {
            const value = Number(one) * (place % 2 ? 2 : 1);
            return total + (value > 9 ? value - 9 : value);
        }, 0);
        if (sum % 10 === 0) {
            return `${body}${digit}`;
        }
    }
}
const CARD = cardNumber("411111111111111");
/* The paper that the operator reads the account from: the client's name holds it. */
const ibanOnPaper = () => /FR\d{25}/.exec(document.querySelector(".o_capture h2").textContent)[0];
const isInSession = (text) => Object.values({ ...browser.sessionStorage }).some((value) => value.includes(text));

registry.category("web_tour.tours").add("mail_lot_capture_tour", {
    steps: () =>
        patiently([
            key(["Alt", "k"], ".o_form_view button[name=action_key]", "Key items"),

            // a client that does not exist, then one that does
            ...keyed("J1219", "code"),
            see(`${ready} .invalid-feedback:contains(Not found)`, "Not found, said beside the field"),

            // cheque
            start(),
            ...keyed("J12152199401", "code"),
            ...keyed("20.30", "amount"),
            see(`${ready} tr:contains(Regularise):contains(20.30)`, "The operation is proposed"),
            ...keyed("1234567", "number"),
            enter("noted"),
            stop("cheque", saved("Alice"), 28),
            see(`${saved("Alice")}:contains(Discard)`, "What becomes of the coupon"),

            // the same cheque again asks
            ...keyed("J12152199401", "code"),
            ...keyed("5", "amount"),
            ...keyed("1234567", "number"),
            see(`${ready} [data-field=paid]`, "The invoices are offered"),
            enter("noted"),
            see(`${ready} .o_capture_row:has([data-field=another]) .invalid-feedback:contains(keyed already)`, "Asked"),
            key("Escape", at("another"), "Back to the selection of a client"),

            // card, keyed wrongly first
            key("F4", at("code"), "Cards"),
            ...keyed("J12152199402", "code"),
            type(() => `${CARD.slice(0, -1)}${(Number(CARD.at(-1)) + 1) % 10}`, "card"),
            enter("card"),
            ...keyed("1240", "expiry"),
            see(`${ready} .o_capture_row:has([data-field=card]) .invalid-feedback:contains(not right)`, "Beside the field"),
            key("Escape", at("card"), "Again"),
            start(),
            ...keyed("J12152199402", "code"),
            ...keyed(CARD, "card"),
            ...keyed("1240", "expiry"),
            {
                content: "The number is gone, and in no storage of the browser",
                trigger: `${ready} .o_capture_alias:contains(1240)`,
                run: () => {
                    if (isInSession(CARD) || document.body.innerHTML.includes(CARD)) {
                        throw new Error("The card number is still there");
                    }
                },
            },
            enter("titles"),
            enter("noted"),
            stop("card", saved("Bernard"), 37),

            // a reload in the middle loses nothing but the number of the account
            key("F8", at("code"), "IBANs"),
            ...keyed("J12152199403", "code"),
            type(ibanOnPaper, "iban"),
            enter("iban"),
            see(`${ready} .o_capture_compared:contains(Another account)`, "Compared with those on file"),
            ...keyed("1", "titles"),
            type("ANN", "noted"),
            {
                content: "Reload the page",
                trigger: at("noted"),
                run: () => {
                    if (isInSession(ibanOnPaper())) {
                        throw new Error("The IBAN is in the draft");
                    }
                    browser.location.reload();
                },
                expectUnloadPage: true,
            },
            see(`${ready} h2:contains(Claire)`, "The client is there again"),
            {
                content: "What was noted is there, the account is not",
                trigger: at("iban"),
                run: () => {
                    const value = (name) => document.querySelector(`[data-field=${name}]`).value;
                    if (value("noted") !== "ANN" || value("iban")) {
                        throw new Error(`${value("noted")} ${value("iban")}`);
                    }
                },
            },
            key("Escape", at("iban"), "Begin again, to count"),
            start(),
            ...keyed("J12152199403", "code"),
            type(ibanOnPaper, "iban"),
            enter("iban"),
            enter("titles"),
            {
                content: "The network fails once",
                trigger: at("noted"),
                run: () => {
                    const call = CaptureModel.prototype.call;
                    CaptureModel.prototype.call = function (method, ...args) {
                        CaptureModel.prototype.call = call;
                        throw new ConnectionLostError("/web/dataset/call_kw");
                    };
                },
            },
            enter("noted", "Save without network"),
            see(`${ready} [role=alert]:contains(No connection)`, "Told, and everything is there"),
            enter("noted", "Save again"),
            stop("iban", saved("Claire"), 44),
        ]),
});
