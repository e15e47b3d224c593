import { _t } from "@web/core/l10n/translation";
import { formatCents } from "./settling_money";

/* Where a line stands, in words and in a colour of Odoo's. */

const COLOURS = {
    under: "warning",
    unallocated: "warning",
    over: "danger",
    settled: "success",
    done: "success",
    refused: "info",
};

export const colourOf = (line) => COLOURS[line.status] || "secondary";

export const isSettled = (line) => !["under", "unallocated", "over"].includes(line.status);

/* In the list there is room for a few words only. */
export function shortWordsOf(line) {
    const gap = formatCents(Math.abs(line.difference), line.currency);
    switch (line.status) {
        case "under":
        case "unallocated":
            return _t("%s to allocate", gap);
        case "over":
            return _t("%s too much", gap);
        case "refused":
            return _t("Refused");
        default:
            return wordsOf(line);
    }
}

export function wordsOf(line) {
    const gap = formatCents(Math.abs(line.difference), line.currency);
    switch (line.status) {
        case "under":
            return _t("%s still to allocate", gap);
        case "unallocated":
            return _t("Nothing allocated: %s", gap);
        case "over":
            return _t("%s too much allocated", gap);
        case "settled":
            return _t("6 - Fully allocated");
        case "done":
            return _t("9 - Ledgers updated");
        case "refused":
            return _t("Refused, no money moved: %s", formatCents(line.rejected, line.currency));
        case "not_ready":
            return _t("Not validated yet");
        default:
            return _t("No amount");
    }
}
