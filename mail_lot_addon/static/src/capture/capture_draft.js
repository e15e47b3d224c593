import { browser } from "@web/core/browser/browser";
import { SECRET } from "./capture_fields";

const KEY = "mail_lot_capture";

/* What was keyed and not saved survives a reload of the page; the number of a card or an account never leaves its field. */

export function keepDraft(lotId, draft) {
    const form = Object.fromEntries(Object.entries(draft.form).filter(([name]) => !SECRET.includes(name)));
    browser.sessionStorage.setItem(`${KEY}_${lotId}`, JSON.stringify({ ...draft, form }));
}

export function readDraft(lotId) {
    try {
        return JSON.parse(browser.sessionStorage.getItem(`${KEY}_${lotId}`));
    } catch {
        return null;
    }
}

export function forgetDraft(lotId) {
    browser.sessionStorage.removeItem(`${KEY}_${lotId}`);
}
