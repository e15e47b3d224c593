import { Component } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatCents } from "./settling_money";

/** What is allocated to the line: take off, move, free, change the amount. */
export class SettlingAllocations extends Component {
    static template = "bank_statement_matching_addon.SettlingAllocations";
    static props = { line: Object, selection: Object, canAct: Boolean, onAmount: Function, onRemittance: Function };

    setup() {
        this.formatCents = formatCents;
    }

    dateOf(text) {
        return text ? formatDate(deserializeDate(text)) : "";
    }

    /** An invoice of somebody else than the line's payer. */
    isOfOther(allocation) {
        const { payer } = this.props.line;
        return allocation.payer && allocation.payer_id !== (payer && payer.id);
    }

    originOf(allocation) {
        return allocation.origin === "manual" ? _t("By hand") : _t("Automatic");
    }
}
