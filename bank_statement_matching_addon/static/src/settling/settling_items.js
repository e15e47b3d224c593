import { Component } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatCents } from "./settling_money";

const STATE_COLOURS = { remitted: "info", rejected: "danger", returned: "danger", matched: "success" };

/** The payer's open invoices: where each is, what is free of it, and the sum of the selected ones. */
export class SettlingItems extends Component {
    static template = "bank_statement_matching_addon.SettlingItems";
    static props = {
        line: Object,
        selection: Object,
        canAct: Boolean,
        mayAskAgain: Boolean,
        onRemittance: Function,
        onLine: Function,
        onRefused: Function,
    };

    setup() {
        this.formatCents = formatCents;
    }

    get columns() {
        return [
            { name: "name", label: _t("Invoice") },
            { name: "date", label: _t("Date") },
            { name: "due", label: _t("Due date") },
            { name: "free", label: _t("Open"), number: true },
        ];
    }

    arrow(name) {
        const { by, up } = this.props.selection.sort;
        return by === name ? (up ? "fa fa-caret-up" : "fa fa-caret-down") : "";
    }

    ariaSort(name) {
        const { by, up } = this.props.selection.sort;
        return by === name ? (up ? "ascending" : "descending") : "none";
    }

    dateOf(text) {
        return text ? formatDate(deserializeDate(text)) : "";
    }

    colourOf(asked) {
        return STATE_COLOURS[asked.state] || "secondary";
    }

    isRefused(item) {
        return ["rejected", "returned"].includes(item.asked?.state);
    }

    ofWhole(item) {
        return _t("of %s", formatCents(item.open, this.props.line.currency));
    }

    get moreWords() {
        return _t("%s later ones are not shown.", this.props.line.more_items);
    }

    fits(item) {
        return this.props.line.offers.some((offer) => offer.act === "add" && offer.ids.includes(item.id));
    }
}
