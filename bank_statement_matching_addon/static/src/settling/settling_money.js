import { getCurrency } from "@web/core/currency";
import { formatMonetary } from "@web/views/fields/formatters";
import { InvalidNumberError, parseMonetary } from "@web/views/fields/parsers";

/* Amounts are whole numbers of the currency's smallest unit; only what is shown or typed has a decimal sign. */

const unit = (currencyId) => 10 ** (getCurrency(currencyId)?.digits?.[1] ?? 2);

export function formatCents(cents, currencyId) {
    return formatMonetary((cents || 0) / unit(currencyId), { currencyId });
}

/* An amount for an input: without the sign of the currency. */
export function writeCents(cents, currencyId) {
    return formatMonetary((cents || 0) / unit(currencyId), { currencyId, noSymbol: true });
}

/* What was typed, in cents; null for what is no amount, or an amount with parts of a cent. */
export function readCents(text, currencyId) {
    let amount;
    try {
        amount = parseMonetary(text) * unit(currencyId);
    } catch (error) {
        if (error instanceof InvalidNumberError) {
            return null;
        }
        throw error;
    }
    const cents = Math.round(amount);
    return text.trim() && Number.isSafeInteger(cents) && Math.abs(cents - amount) < 1e-4 ? cents : null;
}
