/* Short texts that choose among numbered rows: "1 3 -2" for invoices, "1 2B" for titles. */

const PAYING = { cheque: "regularise", card: "re_invoice" };

/** The operation that a chosen invoice gets; for an account it follows from its comparison with those on file. */
export function payingOperation(content, client, compared) {
    if (PAYING[content]) {
        return PAYING[content];
    }
    return client.mode === "99" ? "re_invoice" : compared?.operation || "re_present";
}

/** "1 3 -2" from the operations that the server proposed. */
export function textOf(invoices, operations) {
    const parts = invoices.map(({ move_line_id, number }) => {
        const operation = operations[move_line_id];
        if (operation === "empty") {
            return `-${number}`;
        }
        return operation && operation !== "without_payment" ? `${number}` : "";
    });
    return parts.filter(Boolean).join(" ");
}

/** Operations and forced lines from "1 3 -2"; `unknown` names what is not in the list. */
export function readPaid(text, invoices, operation) {
    const chosen = new Map();
    for (const part of (text || "").split(/[\s,;]+/).filter(Boolean)) {
        const found = /^(-?)(\d+)$/.exec(part);
        chosen.set(found ? Number(found[2]) : part, found ? (found[1] ? "" : operation) : "");
    }
    const known = new Set(invoices.map(({ number }) => number));
    const operations = {};
    const forced = [];
    for (const { move_line_id, number } of invoices) {
        const chosenOperation = chosen.has(number) ? chosen.get(number) : "without_payment";
        if (chosenOperation) {
            operations[move_line_id] = chosenOperation;
        } else {
            forced.push(move_line_id);
        }
    }
    const isNothing = ![...chosen.values()].some(Boolean);
    return {
        operations: isNothing ? {} : operations,
        forced: isNothing ? [] : forced,
        unknown: [...chosen.keys()].filter((number) => !known.has(number)),
    };
}

export const titlesText = (titles) =>
    titles
        .map((title, place) => (title.is_ticked ? `${place + 1}` : ""))
        .filter(Boolean)
        .join(" ");

/**
 * Orders, beneficiaries and wishes from "1 2B". A title that could be reinstated and is not named was struck by the
 * client; one that cannot be is still wished for.
 */
export function readTitles(text, titles) {
    const named = new Map();
    for (const part of (text || "").toUpperCase().split(/[\s,;]+/).filter(Boolean)) {
        const found = /^(\d+)(B?)$/.exec(part);
        named.set(found ? Number(found[1]) : part, Boolean(found?.[2]));
    }
    named.delete(0);
    const orders = [];
    const beneficiaries = [];
    const wishes = new Set();
    titles.forEach((title, place) => {
        const isNamed = named.has(place + 1);
        if (isNamed) {
            orders.push(title.order_id);
            if (named.get(place + 1)) {
                beneficiaries.push(title.order_id);
            }
        }
        if (isNamed || title.refusal) {
            wishes.add(title.title_id);
        }
    });
    return {
        orders,
        beneficiaries,
        wishes: titles.length ? [...wishes] : null,
        unknown: [...named.keys()].filter((number) => !titles[number - 1]),
    };
}
