import { Component } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatCents } from "./settling_money";
import { colourOf, wordsOf } from "./settling_status";

/** The chosen line: what the bank said, what is left to allocate, and what would close the gap. */
export class SettlingHead extends Component {
    static template = "bank_statement_matching_addon.SettlingHead";
    static props = { line: Object, selection: Object, canAct: Boolean, onOffer: Function, onPayer: Function };

    setup() {
        this.formatCents = formatCents;
        this.colourOf = colourOf;
        this.wordsOf = wordsOf;
    }

    valueOf(fact) {
        if (fact.kind === "money") {
            return formatCents(fact.value, this.props.line.currency);
        }
        return fact.kind === "date" ? formatDate(deserializeDate(fact.value)) : fact.value;
    }

    /** What would be left after adding the selected invoices. */
    get afterSelection() {
        const { line, selection } = this.props;
        return _t("%s after adding the selection", formatCents(line.difference - selection.sum, line.currency));
    }

    wordsFor(offer) {
        const more = offer.names.length > 3 ? ` + ${offer.names.length - 3}` : "";
        const names = offer.names.slice(0, 3).join(" + ") + more;
        return offer.act === "add" ? _t("add %s", names) : _t("take off %s", names);
    }
}
