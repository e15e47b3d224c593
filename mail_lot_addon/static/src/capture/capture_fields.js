import { _t } from "@web/core/l10n/translation";

/* What is keyed for each content, in the order of the Tab key. Enter stops only where something is usually keyed. */

const CHEQUE = () => [
    { name: "amount", label: _t("Amount in figures"), stop: true, placeholder: "20.30" },
    { name: "words", label: _t("Amount in words"), placeholder: _t("only if it differs") },
    { name: "number", label: _t("Number, or cheque line"), stop: true, placeholder: _t("key it, or scan the line") },
    { name: "bank", label: _t("Bank") },
    { name: "date", label: _t("Date of the cheque") },
    { name: "drawer", label: _t("Drawer"), placeholder: _t("if not the client") },
    { name: "unsigned", label: _t("Not signed"), kind: "tick" },
];
const CARD = () => [
    { name: "mode", label: _t("Mode"), placeholder: "80" },
    { name: "card", label: _t("Card number"), stop: true, secret: true },
    { name: "expiry", label: _t("Expiry (MMYY)"), stop: true, secret: true },
];
const IBAN = () => [{ name: "iban", label: _t("IBAN"), stop: true, secret: true }];
const REST = () => [
    { name: "paid", label: _t("Invoices"), hint: _t("1 3: these; -2: left empty by force; the others: without payment") },
    { name: "titles", label: _t("Titles"), hint: _t("1 3: these titles; 2B: a gift, BEN ticked; none: 0") },
    { name: "option", label: _t("Option ticked"), placeholder: _t("1 or 2") },
    { name: "comment", label: _t("Comment (2.6)") },
    { name: "noted", label: _t("Noted"), stop: true, placeholder: "E DCD NOT" },
    { name: "another", label: _t("It is another cheque"), kind: "tick" },
];

const MEANS = { cheque: CHEQUE, card: CARD, iban: IBAN, letter: IBAN };

export const CONTENTS = () => [
    { content: "cheque", key: "F2", label: _t("Cheque") },
    { content: "card", key: "F4", label: _t("Card") },
    { content: "iban", key: "F8", label: _t("IBAN") },
    { content: "letter", key: "F9", label: _t("No payment means") },
];

/* A number of a card or an account is in these fields only: never in the draft, never anywhere else. */
export const SECRET = ["card", "expiry", "iban"];

export const emptyForm = (today) => ({
    amount: "",
    words: "",
    number: "",
    bank: "",
    date: today,
    drawer: "",
    unsigned: false,
    mode: "",
    card: "",
    expiry: "",
    iban: "",
    paid: "",
    titles: "",
    option: "",
    comment: "",
    noted: "",
    another: false,
});

/** The fields on screen for what is in hand. */
export function fieldsOf({ content, client, invoices, titles, problems }) {
    const isExternal = client.mode === "99" && content !== "cheque" && content !== "card";
    const means = isExternal ? [] : MEANS[content]();
    const asksTitles = content !== "cheque" && titles.length;
    return [...means, ...REST()].filter(
        ({ name }) =>
            (name !== "paid" || invoices.length) &&
            (name !== "titles" || asksTitles) &&
            (name !== "another" || problems.another)
    );
}
