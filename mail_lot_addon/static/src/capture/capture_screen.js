import { Component, onMounted, onPatched, onWillStart, useExternalListener, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { payingOperation, readPaid } from "./capture_choices";
import { CONTENTS, fieldsOf } from "./capture_fields";
import { CaptureModel } from "./capture_model";

const DESTINATION_COLOURS = { discard: "secondary", archive: "success", recovery: "danger", src: "danger" };

/**
 * Keys the post of a lot without the mouse: Enter goes on to what is usually keyed next and saves at the end, Tab goes to
 * every field, Escape goes back to the selection of a client.
 */
export class CaptureScreen extends Component {
    static template = "mail_lot_addon.CaptureScreen";
    static components = { Layout };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Key items");
    static path = "mail-lot-capture";

    setup() {
        this.action = useService("action");
        this.root = useRef("root");
        const { context = {} } = this.props.action;
        this.model = useState(new CaptureModel(useService("orm"), Number(this.props.resId || context.active_id) || 0));
        this.state = useState({ focus: "code" });
        this.contents = CONTENTS();
        this.changed = new Set(); // fields that were keyed and not left yet
        onWillStart(async () => {
            if (this.model.lotId) {
                await this.model.open();
                this.state.focus = this.model.client ? this.fields.find((field) => field.stop).name : "code";
            }
        });
        onMounted(() => {
            this.props.updateActionState?.({ resId: this.model.lotId || false });
            this.focus();
        });
        onPatched(() => this.focus());
        useExternalListener(window, "keydown", (ev) => this.onKey(ev), { capture: true });
        useExternalListener(window, "beforeunload", () => this.model.keep());
    }

    get fields() {
        return this.model.client ? fieldsOf(this.model) : [];
    }

    get isExternal() {
        const { client, content } = this.model;
        return client?.mode === "99" && (content === "iban" || content === "letter");
    }

    colourOf(destination) {
        return DESTINATION_COLOURS[destination] || "warning";
    }

    /** What the chosen numbers do to an invoice, for the list beside. */
    operationOf(invoice) {
        const { content, client, compared, form, invoices } = this.model;
        const operation = payingOperation(content, client, compared);
        const { operations, forced } = readPaid(form.paid, invoices, operation);
        const words = {
            regularise: _t("Regularise"),
            re_invoice: _t("Re-invoice"),
            re_present: _t("Re-present"),
            without_payment: _t("Without payment"),
        };
        if (forced.includes(invoice.move_line_id)) {
            return _t("Left empty by force");
        }
        return words[operations[invoice.move_line_id]] || "";
    }

    /* ------------------------------------------------------------ the focus */

    input(name) {
        return this.root.el?.querySelector(`[data-field="${name}"]`);
    }

    /** Put the focus where the next key goes, once after each move. */
    focus() {
        const input = this.state.focus && this.input(this.state.focus);
        if (!input || this.model.waiting) {
            return;
        }
        this.state.focus = "";
        input.focus();
        input.select?.();
    }

    goTo(name) {
        this.state.focus = name;
    }

    goToProblem(otherwise = "noted") {
        const { problems } = this.model;
        const field = this.fields.find(({ name }) => problems[name]);
        this.goTo(field ? field.name : otherwise);
    }

    /* ------------------------------------------------------------ the keys */

    onKey(ev) {
        if (!this.model.lot || document.querySelector(".o_dialog")) {
            return;
        }
        const content = this.contents.find(({ key }) => key === ev.key);
        if (content) {
            this.stop(ev);
            this.changeContent(content.content);
        } else if (ev.key === "Escape") {
            this.stop(ev);
            this.leaveClient();
        } else if (ev.key === "Enter" && this.root.el?.contains(ev.target)) {
            this.stop(ev);
            if (!ev.repeat) {
                this.onEnter(ev);
            }
        }
    }

    stop(ev) {
        ev.preventDefault();
        ev.stopPropagation();
    }

    onEnter(ev) {
        const name = ev.target.dataset.field;
        if (!name || name === "code") {
            return this.findClient();
        }
        return ev.ctrlKey ? this.save() : this.goOn(name);
    }

    async findClient() {
        const code = (this.input("code")?.value || "").trim();
        if (!code) {
            return;
        }
        const found = await this.model.find(code);
        this.goTo(found ? this.firstStop : "code");
    }

    get firstStop() {
        return this.fields.find((field) => field.stop).name;
    }

    /** On to the next field where something is usually keyed; behind the last one, save. */
    async goOn(name) {
        if ((await this.leave(name)) === false) {
            return this.goToProblem(name);
        }
        const place = this.fields.findIndex((field) => field.name === name);
        const next = this.fields.slice(place + 1).find((field) => field.stop || this.isNeeded(field));
        if (next) {
            return this.goTo(next.name);
        }
        return this.save();
    }

    /** Where nothing could be proposed, the operator says it. */
    isNeeded({ name }) {
        const { content, form, problems, titles } = this.model;
        if (name === "another") {
            return Boolean(problems.another);
        }
        if (name === "titles") {
            return Boolean(titles.length) && content !== "letter";
        }
        return name === "paid" && content !== "letter" && !form.paid;
    }

    /** A field was left: ask the server what follows from it. */
    leave(name) {
        if (!this.changed.delete(name)) {
            return;
        }
        if (name === "amount" || name === "words") {
            return this.model.propose();
        }
        if (name === "iban") {
            return this.model.compareIban();
        }
        if (name === "expiry" || name === "card") {
            return this.model.exchangeCard();
        }
    }

    onInput(field, ev) {
        this.changed.add(field.name);
        this.model.form[field.name] = field.kind === "tick" ? ev.target.checked : ev.target.value;
        delete this.model.problems[field.name === "another" ? "" : field.name];
        if (field.name === "paid") {
            this.model.isPaidByHand = true;
        }
        this.model.keep();
    }

    async changeContent(content) {
        await this.model.changeContent(content);
        this.model.keep();
        this.goTo(this.model.client ? this.firstStop : "code");
    }

    leaveClient() {
        this.model.nextClient();
        this.goTo("code");
    }

    async save() {
        if (this.model.form.card) {
            await this.model.exchangeCard();
            if (this.model.form.card) {
                return this.goToProblem();
            }
        }
        const saved = await this.model.save();
        if (saved) {
            this.goTo("code");
            if (saved.request) {
                await this.openWindow(saved);
            }
        } else if (this.model.client) {
            this.goToProblem();
        }
    }

    /** Mode 99: the provider's window takes the IBAN; without an answer the item waits in the list of external mandates. */
    async openWindow(saved) {
        const answer = await this.model.inTurn(() =>
            this.model.orm.silent.call("mail.lot.capture", "ask_window", [saved.request])
        );
        if (answer?.url) {
            saved.window = answer.url;
            browser.open(answer.url, "_blank", "noopener");
        } else if (answer) {
            saved.note = _t("Waits in External mandates: %s", answer.note);
        }
    }

    openLot() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "mail.lot",
            res_id: this.model.lotId,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("mail_lot_capture", CaptureScreen);
