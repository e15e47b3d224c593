import { Component, onMounted, onWillStart, useEffect, useExternalListener, useRef, useState } from "@odoo/owl";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { SettlingAllocations } from "./settling_allocations";
import { SettlingHead } from "./settling_head";
import { SettlingHelp } from "./settling_help";
import { SettlingItems } from "./settling_items";
import { SettlingLineList } from "./settling_line_list";
import { SettlingModel } from "./settling_model";
import { SettlingPrompt } from "./settling_prompt";
import { Selection } from "./settling_selection";
import { keyName, useShortcuts } from "./settling_shortcuts";
import { getShortcuts } from "./settling_keys";
import { isSettled } from "./settling_status";

/**
 * One screen to settle what the scenarios left open: lines on the left, the chosen one with its invoices on the right.
 * Everything is stored at once; each step names the version of the line that was seen.
 */
export class SettlingScreen extends Component {
    static template = "bank_statement_matching_addon.SettlingScreen";
    static components = {
        Layout,
        SettlingAllocations,
        SettlingHead,
        SettlingItems,
        SettlingLineList,
        SettlingPrompt,
    };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Settle");
    static path = "settling";

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.orm = useService("orm");
        this.root = useRef("root");
        this.searchRef = useRef("search");
        const { context = {}, params = {} } = this.props.action;
        const kept = this.props.state || {};
        this.model = useState(
            new SettlingModel(this.orm, {
                statement: context.active_id || false,
                journal: Number(context.settling_journal || params.journal) || false,
            })
        );
        this.model.kind = kept.kind || params.kind || "open";
        this.model.text = String(kept.text || params.text || "");
        this.selection = useState(new Selection(this.model));
        this.state = useState({ prompt: null, ready: false });
        this.shortcuts = getShortcuts(this);
        this.keyName = keyName;
        this.search = useDebounced((text) => this.filter(this.model.kind, text), 250);

        useSetupAction({ getLocalState: () => ({ ...this.address, lineId: this.model.lineId }) });
        useShortcuts(() => (this.state.prompt ? [] : this.shortcuts));
        useExternalListener(document, "visibilitychange", () => this.lookAgain());
        onWillStart(() => this.open(kept.lineId || this.props.resId || context.settling_line));
        onMounted(() => this.focusZone());
        useEffect(
            () => {
                this.selection.reset();
                this.remember();
            },
            () => [this.model.lineId, this.model.kind, this.model.text]
        );
        useEffect(
            () => this.focusZone(),
            () => [this.selection.zone, this.state.prompt]
        );
    }

    /* ------------------------------------------------------------ what is kept in the address, for a reload */

    get address() {
        const { kind, text, scope } = this.model;
        return { kind, text: text || undefined, journal: scope.journal || undefined };
    }

    remember() {
        this.props.updateActionState?.({ ...this.address, resId: this.model.lineId || false });
    }

    /* ------------------------------------------------------------ going from line to line */

    async open(lineId) {
        await this.model.inTurn(() => this.model.open(lineId));
        this.state.ready = true;
    }

    filter(kind, text = this.model.text) {
        return this.model.inTurn(async () => {
            Object.assign(this.model, { kind, text });
            await this.model.open();
        });
    }

    choose(lineId) {
        if (lineId && lineId !== this.model.lineId) {
            return this.model.inTurn(() => this.model.choose(lineId));
        }
    }

    step(by) {
        return this.model.inTurn(() => this.model.choose(this.model.neighbour(by)));
    }

    goToUnsettled(by = 1) {
        return this.model.inTurn(async () => {
            const next = this.model.nextUnsettled(by);
            if (next) {
                await this.model.choose(next);
                this.selection.enter("lines");
            }
        });
    }

    /** Somebody comes back to this window: others may have worked on the line. */
    lookAgain() {
        if (document.visibilityState === "visible" && this.model.lineId && !this.state.prompt) {
            this.model.inTurn(() => this.model.choose(this.model.lineId));
        }
    }

    reload() {
        return this.open(this.model.lineId);
    }

    /* ------------------------------------------------------------ doing something */

    get line() {
        return this.model.line;
    }

    get canAct() {
        return Boolean(this.model.mayAct && this.line?.changeable);
    }

    get isAllSettled() {
        return this.state.ready && this.model.counts.open === 0 && this.model.counts.all > 0;
    }

    get isFinished() {
        return Boolean(this.line) && isSettled(this.line);
    }

    act(act, values = {}) {
        return this.model.inTurn(async () => {
            const done = await this.model.act(act, values);
            if (done) {
                this.selection.reset();
            }
            return done;
        });
    }

    /** Add what is selected, or what the cursor is on, and go on when the line is settled by it. */
    async add(how = {}) {
        const ids = this.selection.itemIds;
        if (!ids.length || !(await this.act("add", { ids, ...how }))) {
            return;
        }
        if (this.isFinished) {
            await this.goToUnsettled();
        }
    }

    /** Enter: add what is selected; from the list into the invoices; on from a line that is settled. */
    confirm() {
        if (this.selection.zone === "items" || this.selection.hasItems) {
            return this.canAct && this.add();
        }
        return this.isFinished ? this.goToUnsettled() : this.selection.goRight();
    }

    takeOffer(place) {
        const offer = this.line.offers[place];
        return this.act(offer.act, { ids: offer.ids });
    }

    takeOff() {
        return this.act("take_off", { ids: this.selection.allocationIds });
    }

    undo() {
        return this.model.inTurn(() => this.model.undo());
    }

    /* ------------------------------------------------------------ asking back */

    ask(what, more = {}) {
        this.state.prompt = { what, ...more };
    }

    askAmount() {
        const allocation = this.selection.zone === "allocations" && this.selection.allocation;
        const item = this.selection.zone === "items" && this.selection.item;
        if (allocation) {
            this.ask("change", { allocation });
        } else if (item) {
            this.ask("part", { item });
        }
    }

    async answer(act, values) {
        const done = await this.act(act, values);
        if (done) {
            this.state.prompt = null;
        }
        return done;
    }

    async choosePayer({ id, item }) {
        if ((await this.answer("payer", { payer: id })) && this.line.items.length) {
            this.selection.enter("items", item);
        }
    }

    dismiss() {
        this.state.prompt = null;
        this.model.problem = null;
    }

    /* ------------------------------------------------------------ ways out, and back */

    openRecord(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    openInvoice() {
        const { row } = this.selection;
        return row?.invoice && this.openRecord("account.move", row.invoice);
    }

    /** Option 20 of the source. */
    openRemittance() {
        const row = this.selection.row;
        const id = row?.remittance || row?.asked?.remittance || this.line?.allocations.find((one) => one.remittance)?.remittance;
        return id && this.openRecord("debit.remittance", id);
    }

    openStatement() {
        return this.openRecord("received.statement", this.line?.statement.id || this.model.scope.statement);
    }

    openLine(lineId) {
        return this.openRecord("received.statement.line", lineId || this.line.id);
    }

    /** Another method, another date, late interest, or present again: the base's own dialog for refused debits. */
    handleRefused(item) {
        return this.model.inTurn(async () => {
            const action = await this.orm.call("debit.remittance.line", "action_handle_refused", [[item.asked.id]]);
            this.action.doAction(action, { onClose: () => this.reload() });
        });
    }

    help() {
        this.dialog.add(SettlingHelp, { shortcuts: this.shortcuts });
    }

    /* ------------------------------------------------------------ focus */

    focusZone() {
        if (!this.state.prompt && !this.searchRef.el?.matches(":focus")) {
            this.root.el?.querySelector(`[data-zone=${this.selection.zone}]`)?.focus({ preventScroll: true });
        }
    }

    focusSearch() {
        this.searchRef.el.focus();
        this.searchRef.el.select();
    }

    onSearchKeydown(ev) {
        if (["Escape", "Enter", "ArrowDown"].includes(ev.key)) {
            ev.preventDefault();
            ev.target.blur();
            this.focusZone();
        }
    }

    timeOf(step) {
        return formatDateTime(deserializeDateTime(step.when.slice(0, 19)));
    }

    /** What has a short name stands in the bar; everything is in the overlay. */
    get buttons() {
        return this.shortcuts.filter((one) => one.short).map((one) => ({
            ...one,
            primary: one.name === (this.isFinished ? "next" : "confirm"),
            title: one.name === "undo" ? this.model.undoWords || "" : "",
        }));
    }

    get progress() {
        const { all, open } = this.model.counts;
        const done = all - open;
        const words = _t("%(done)s of %(all)s lines settled", { done, all });
        return { words, percent: all ? Math.floor((done * 100) / all) : 0 };
    }

    get kinds() {
        return [
            ["open", _t("To settle")],
            ["under", _t("Partly")],
            ["over", _t("Over-allocated")],
            ["all", _t("All")],
        ].map(([kind, label]) => ({ kind, label, count: this.model.counts[kind] }));
    }
}

registry.category("actions").add("settling", SettlingScreen);
