import { Component, onMounted, onPatched, useEffect, useExternalListener, useRef, useState } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { useThrottleForAnimation } from "@web/core/utils/timing";
import { formatCents } from "./settling_money";
import { colourOf, shortWordsOf } from "./settling_status";

const HEIGHT = 64; // of a row, as in the stylesheet
const MORE = 6;

/** The lines: only those in sight are drawn and fetched, so that a long statement is as quick as a short one. */
export class SettlingLineList extends Component {
    static template = "bank_statement_matching_addon.SettlingLineList";
    static props = { model: Object, onChoose: Function };

    setup() {
        this.scroller = useRef("scroller");
        this.state = useState({ from: 0, to: 20 });
        this.formatCents = formatCents;
        this.colourOf = colourOf;
        this.wordsOf = shortWordsOf;
        this.height = HEIGHT;
        this.onScroll = useThrottleForAnimation(() => this.look());
        useExternalListener(window, "resize", () => this.look());
        onMounted(() => this.look());
        onPatched(() => this.props.model.see(this.state.from, this.state.to));
        useEffect(
            () => this.show(this.props.model.place),
            () => [this.props.model.lineId, this.props.model.ids]
        );
    }

    look() {
        const el = this.scroller.el;
        if (el) {
            this.state.from = Math.max(0, Math.floor(el.scrollTop / HEIGHT) - MORE);
            this.state.to = Math.ceil((el.scrollTop + el.clientHeight) / HEIGHT) + MORE;
            this.props.model.see(this.state.from, this.state.to);
        }
    }

    /** Bring the chosen line into sight. */
    show(place) {
        const el = this.scroller.el;
        if (el && place >= 0) {
            const top = place * HEIGHT;
            if (top < el.scrollTop) {
                el.scrollTop = top;
            } else if (top + HEIGHT > el.scrollTop + el.clientHeight) {
                el.scrollTop = top + HEIGHT - el.clientHeight;
            }
        }
        this.look();
    }

    get visible() {
        const { model } = this.props;
        return model.ids.slice(this.state.from, this.state.to).map((id, place) => ({
            id,
            place: this.state.from + place,
            row: model.rows[id],
        }));
    }

    dateOf(row) {
        return row.date ? formatDate(deserializeDate(row.date)) : "";
    }
}
