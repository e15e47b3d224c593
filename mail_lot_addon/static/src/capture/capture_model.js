import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { uuid } from "@web/core/utils/strings";
import { payingOperation, readPaid, readTitles, textOf, titlesText } from "./capture_choices";
import { forgetDraft, keepDraft, readDraft } from "./capture_draft";
import { emptyForm } from "./capture_fields";

const MODEL = "mail.lot.capture";
const SHOWN = 8; // items saved last

/**
 * What the capture screen knows, and how it asks the server. Answers are awaited in the order of the keys, so that Enter
 * pressed quickly never saves before what was asked for the fields has arrived.
 */
export class CaptureModel {
    constructor(orm, lotId) {
        this.orm = orm;
        this.lotId = lotId;
        this.lot = null;
        this.content = "cheque";
        this.code = "";
        this.saved = [];
        this.waiting = 0;
        this.turn = Promise.resolve();
        this.reset();
    }

    reset() {
        this.client = null;
        this.invoices = [];
        this.titles = [];
        this.alias = null;
        this.compared = null;
        this.problems = {};
        this.general = [];
        this.isPaidByHand = false;
        this.token = uuid();
        this.form = emptyForm(this.lot ? this.lot.today : "");
    }

    call(method, ...args) {
        return this.orm.silent.call(MODEL, method, [this.lotId, ...args]);
    }

    /** Run after what was asked before; a failure is told on screen and nothing that was keyed is lost. */
    inTurn(work) {
        this.waiting++;
        const done = this.turn.then(async () => {
            try {
                return await work();
            } catch (error) {
                this.tell(error);
                return false;
            } finally {
                this.waiting--;
            }
        });
        this.turn = done.catch(() => {});
        return done;
    }

    tell(error) {
        if (error instanceof ConnectionLostError) {
            this.general = [_t("No connection: nothing was lost. Press Enter again when it is back.")];
        } else if (error instanceof RPCError && error.data?.message) {
            this.general = [error.data.message];
        } else {
            throw error;
        }
    }

    /* ------------------------------------------------------------ the lot and the client */

    open() {
        return this.inTurn(async () => {
            this.lot = await this.call("open_lot");
            const draft = readDraft(this.lotId);
            this.reset();
            if (draft) {
                await this.restore(draft);
            }
        });
    }

    async restore(draft) {
        this.content = draft.content || "cheque";
        this.code = draft.code || "";
        if (draft.token && draft.code && (await this.seek(draft.code))) {
            Object.assign(this, { token: draft.token, alias: draft.alias, isPaidByHand: draft.isPaidByHand });
            Object.assign(this.form, draft.form);
        }
    }

    keep() {
        if (!this.lot) {
            return;
        }
        const { content, code, token, alias, isPaidByHand, form } = this;
        if (this.client) {
            keepDraft(this.lotId, { content, code, token, alias, isPaidByHand, form });
        } else {
            keepDraft(this.lotId, { content, code: "", form: {} });
        }
    }

    find(code) {
        return this.inTurn(() => this.seek(code));
    }

    async seek(code) {
        this.reset();
        const found = await this.call("find_client", code);
        if (found.problem) {
            this.problems = { code: found.problem };
            return false;
        }
        Object.assign(this, { code, client: found.client, invoices: found.invoices, titles: found.titles });
        this.form.titles = titlesText(found.titles);
        this.proposeAll();
        return true;
    }

    changeContent(content) {
        this.content = content;
        this.isPaidByHand = false;
        this.problems = {};
        this.general = [];
        if (this.client) {
            this.proposeAll();
            if (content === "cheque" && this.form.amount) {
                return this.propose();
            }
        }
    }

    /* ------------------------------------------------------------ what the server proposes */

    /** Cards and accounts are asked for everything that the bank is not being asked for already. */
    proposeAll() {
        const operations = {};
        if (this.content === "card" || this.content === "iban") {
            for (const invoice of this.invoices) {
                operations[invoice.move_line_id] = invoice.debit_under_way ? "without_payment" : "pay";
            }
        }
        this.form.paid = textOf(this.invoices, operations);
    }

    propose() {
        if (this.isPaidByHand || this.content !== "cheque" || !this.invoices.length) {
            return;
        }
        return this.inTurn(async () => {
            const { amount, words } = this.form;
            const operations = await this.call("propose", this.client.id, amount, words);
            this.form.paid = textOf(this.invoices, operations);
        });
    }

    compareIban() {
        const iban = this.form.iban;
        this.compared = null;
        delete this.problems.iban;
        if (!iban) {
            return;
        }
        return this.inTurn(async () => {
            this.compared = await this.call("compare_iban", this.client.id, iban);
            if (this.compared.problem) {
                this.problems.iban = this.compared.problem;
                return false;
            }
            if (!this.form.paid && !this.isPaidByHand) {
                this.form.paid = textOf(
                    this.invoices.filter((invoice) => !invoice.debit_under_way),
                    Object.fromEntries(this.invoices.map(({ move_line_id }) => [move_line_id, "pay"]))
                );
            }
        });
    }

    /** The number leaves its field for the provider, and is gone from here whatever the answer is. */
    exchangeCard() {
        const { card, expiry, mode } = this.form;
        if (!card || !expiry) {
            return;
        }
        return this.inTurn(async () => {
            const bare = card.replace(/\D/g, "");
            const chosen = mode || (/^3[47]/.test(bare) ? "81" : "80");
            const answer = await this.call("exchange_card", this.client.id, chosen, card, expiry);
            if (answer.problems) {
                this.showProblems(answer.problems);
                return false;
            }
            Object.assign(this.form, { card: "", expiry: "", mode: chosen });
            this.problems = {};
            this.alias = answer;
        });
    }

    /* ------------------------------------------------------------ saving */

    get keyed() {
        const { content, form, alias } = this;
        const operation = payingOperation(content, this.client, this.compared);
        const paid = readPaid(form.paid, this.invoices, operation);
        const keyed = {
            content,
            ...form,
            card: "",
            expiry: "",
            iban: content === "iban" || content === "letter" ? form.iban : "",
            operations: paid.operations,
            forced: paid.forced,
            alias: content === "card" && alias ? alias.alias : 0,
        };
        return { ...keyed, ...this.resubscription };
    }

    /** Titles are asked about with a card, an account, or a letter that asks the account on file once more. */
    get resubscription() {
        const { content, form } = this;
        const noted = form.noted.toUpperCase().split(/[\s,]+/);
        const asks = content === "card" || content === "iban" || (content === "letter" && form.paid);
        if (!asks || form.option === "1") {
            return {};
        }
        if (noted.includes("E")) {
            return { orders: [], wishes: [] };
        }
        const { orders, beneficiaries, wishes } = readTitles(form.titles, this.titles);
        return { orders, beneficiaries, wishes };
    }

    get unknownRows() {
        const problems = [];
        const paid = readPaid(this.form.paid, this.invoices, "x").unknown;
        const titles = readTitles(this.form.titles, this.titles).unknown;
        if (paid.length) {
            problems.push({ field: "paid", text: _t("There is no invoice %s in the list.", paid.join(", ")) });
        }
        if (titles.length) {
            problems.push({ field: "titles", text: _t("There is no title %s in the list.", titles.join(", ")) });
        }
        return problems;
    }

    save() {
        return this.inTurn(async () => {
            const unknown = this.unknownRows;
            if (unknown.length) {
                this.showProblems(unknown);
                return false;
            }
            this.general = [];
            const answer = await this.call("save", this.token, this.client.id, this.keyed);
            if (answer.problems) {
                this.showProblems(answer.problems);
                return false;
            }
            Object.assign(this.lot, { items: answer.items, cheques: answer.cheques, total: answer.total });
            this.saved.unshift(answer);
            this.saved.length = Math.min(this.saved.length, SHOWN);
            this.nextClient();
            return answer;
        });
    }

    showProblems(problems) {
        this.problems = {};
        this.general = [];
        for (const { field, text } of problems) {
            if (field) {
                this.problems[field] = this.problems[field] ? `${this.problems[field]} ${text}` : text;
            } else {
                this.general.push(text);
            }
        }
    }

    nextClient() {
        this.code = "";
        this.reset();
        forgetDraft(this.lotId);
    }
}
