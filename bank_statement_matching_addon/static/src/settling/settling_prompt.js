import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { AutoComplete } from "@web/core/autocomplete/autocomplete";
import { _t } from "@web/core/l10n/translation";
import { formatCents, readCents, writeCents } from "./settling_money";

const SEARCHES = { payer: "payers", move: "targets", ledger_account: "accounts" };

/** Asks for what a step needs, below the line that it is about: Enter does it, Escape leaves it. */
export class SettlingPrompt extends Component {
    static template = "bank_statement_matching_addon.SettlingPrompt";
    static components = { AutoComplete };
    static props = {
        line: Object,
        prompt: Object,
        selection: Object,
        model: Object,
        onAnswer: Function,
        onPayer: Function,
        onCancel: Function,
    };

    setup() {
        this.root = useRef("root");
        this.formatCents = formatCents;
        const { line, prompt } = this.props;
        const amount = prompt.allocation?.amount ?? prompt.item?.free ?? line.difference;
        this.state = useState({ amount: writeCents(amount, line.currency), label: "", chosen: null, wrong: "" });
        this.sources = [{ options: (text) => this.find(text), optionSlot: "option" }];
        useEffect(
            () => {
                const first = this.root.el.querySelector("input, button.btn-primary");
                first?.focus();
                first?.select?.();
            },
            () => [this.state.chosen]
        );
    }

    get what() {
        return this.props.prompt.what;
    }

    get title() {
        const { prompt, selection } = this.props;
        const names = () => selection.allocations.map((one) => one.label).join(", ");
        switch (this.what) {
            case "payer":
                return _t("Who paid? Name, number, invoice, amount, mandate or account");
            case "move":
                return _t("Move %s to which line?", names());
            case "lift":
                return _t(
                    "The bank did not carry out this debit: %s is taken off, and may be remitted again.",
                    names()
                );
            case "release":
                return _t("Release what is allocated to this line (23)");
            case "on_account":
                return _t("Customer payment on account of %s (7)", this.props.line.payer.name);
            case "ledger_account":
                return _t("Book on a ledger account");
            case "part":
                return _t("How much of %s?", prompt.item.name);
            default:
                return _t("How much of %s?", prompt.allocation.label);
        }
    }

    get hasSearch() {
        return this.what in SEARCHES && !(this.what === "ledger_account" && this.state.chosen);
    }

    get hasAmount() {
        return ["on_account", "change", "part"].includes(this.what) || this.hasAccount;
    }

    get hasAccount() {
        return this.what === "ledger_account" && Boolean(this.state.chosen);
    }

    /* ------------------------------------------------------------ looking up */

    async find(text) {
        const { line, model, selection } = this.props;
        const amount = selection.allocations.reduce((sum, one) => sum + one.amount, 0);
        let found = [];
        try {
            found = await model.ask("find", SEARCHES[this.what], line.id, text, amount);
        } catch (error) {
            model.tell(error);
        }
        const options = found.map((data) => ({ label: data.label, data, onSelect: () => this.choose(data) }));
        return options.length ? options : [{ label: _t("Nothing found"), data: { label: _t("Nothing found") } }];
    }

    choose(data) {
        if (this.what === "payer") {
            return this.props.onPayer(data);
        }
        if (this.what === "move") {
            return this.props.onAnswer("move", { ids: this.props.selection.allocationIds, target: data.id });
        }
        this.state.chosen = data;
    }

    /* ------------------------------------------------------------ doing it */

    onKeydown(ev) {
        if (ev.key === "Escape") {
            ev.preventDefault();
            ev.stopPropagation();
            this.props.onCancel();
        }
    }

    onSubmit() {
        const { line, prompt, selection, onAnswer } = this.props;
        if (this.what === "lift") {
            return onAnswer("lift", { ids: selection.allocationIds });
        }
        const amount = readCents(this.state.amount, line.currency);
        if (!amount) {
            this.state.wrong = _t("Enter an amount that is not zero, to the cent.");
            return;
        }
        const values = {
            on_account: ["on_account", { amount }],
            ledger_account: ["ledger_account", { account: this.state.chosen?.id, amount, label: this.state.label }],
            change: ["change", { id: prompt.allocation?.id, amount }],
            part: ["add", { ids: [prompt.item?.id], amounts: { [prompt.item?.id]: amount } }],
        };
        return onAnswer(...values[this.what]);
    }

    release(all) {
        return this.props.onAnswer(all ? "release_all" : "release", {});
    }
}
