import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { isSettled } from "./settling_status";

const CHUNK = 60;

/**
 * What the settling screen knows, and how it asks the server. One thing is done at a time, in the order of the keys;
 * after a failure the keys pressed since are forgotten and everything stays as it was.
 */
export class SettlingModel {
    constructor(orm, scope) {
        this.orm = orm;
        this.scope = scope;
        this.kind = "open";
        this.text = "";
        this.ids = [];
        this.unsettled = {};
        this.rows = {};
        this.asked = {};
        this.counts = { all: 0, open: 0, under: 0, over: 0 };
        this.line = null;
        this.lineId = false;
        this.problem = null;
        this.undoWords = false;
        this.mayAct = false;
        this.mayAskAgain = false;
        this.waiting = 0;
        this.turn = Promise.resolve();
        this.round = 0;
    }

    /* ------------------------------------------------------------ asking the server */

    /** Run after what was asked before; `false` when it failed, or was forgotten because something before it did. */
    inTurn(work) {
        const round = this.round;
        this.waiting++;
        const done = this.turn.then(async () => {
            try {
                if (round !== this.round) {
                    return false;
                }
                this.problem = null;
                return (await work()) ?? true;
            } catch (error) {
                this.round++;
                this.tell(error);
                return false;
            } finally {
                this.waiting--;
            }
        });
        this.turn = done.catch(() => {});
        return done;
    }

    /** A sentence for what went wrong; what nobody foresaw is left to Odoo's own dialog. */
    tell(error) {
        if (error instanceof ConnectionLostError) {
            this.problem = {
                kind: "offline",
                text: _t("The server cannot be reached. What you see is kept; do it again when the connection is back."),
            };
        } else if (error instanceof RPCError && (error.exceptionName || "").startsWith("odoo.exceptions.")) {
            this.problem = { kind: "refused", text: error.data.message };
        } else {
            this.problem = { kind: "refused", text: _t("This did not work, and nothing was changed.") };
            throw error;
        }
    }

    ask(method, ...args) {
        return this.orm.silent.call("settling.desk", method, args);
    }

    /* ------------------------------------------------------------ the list */

    /** @param {number} [wantedLine] shown even when the filter leaves it out, for instance because it is settled */
    async open(wantedLine) {
        const told = await this.ask("open", this.scope, this.kind, this.text);
        this.ids = told.ids;
        this.unsettled = Object.fromEntries((told.to_settle || told.ids).map((id) => [id, true]));
        this.rows = {};
        this.asked = {};
        this.mayAct = told.may_settle;
        this.mayAskAgain = told.may_ask_again;
        this.statementName = told.statement;
        this.takeTotals(told);
        const first = this.ids.find((id) => this.unsettled[id]) || this.ids[0];
        await this.choose(wantedLine || first);
    }

    takeTotals(told) {
        this.counts = told.counts;
        this.state = told.state;
        this.undoWords = told.undo;
    }

    takeRows(rows) {
        for (const row of rows) {
            this.rows[row.id] = row;
            if (isSettled(row)) {
                delete this.unsettled[row.id];
            } else {
                this.unsettled[row.id] = true;
            }
        }
    }

    /** Fetch the rows that come into sight, some more with them, each once. */
    async see(from, to) {
        const start = Math.max(0, from - CHUNK / 2);
        const wanted = this.ids.slice(start, to + CHUNK / 2).filter((id) => !this.asked[id]);
        if (!wanted.length) {
            return;
        }
        wanted.forEach((id) => (this.asked[id] = true));
        try {
            this.takeRows(await this.ask("rows", wanted));
        } catch (error) {
            wanted.forEach((id) => delete this.asked[id]);
            this.tell(error);
        }
    }

    get place() {
        return this.ids.indexOf(this.lineId);
    }

    neighbour(step) {
        return this.ids[Math.min(Math.max(this.place + step, 0), this.ids.length - 1)];
    }

    /** The next line that is to settle, from the beginning again after the last one. */
    nextUnsettled(step) {
        const count = this.ids.length;
        for (let tried = 1; tried <= count; tried++) {
            const id = this.ids[(this.place + step * tried + count * tried) % count];
            if (id !== this.lineId && this.unsettled[id]) {
                return id;
            }
        }
        return false;
    }

    /* ------------------------------------------------------------ one line */

    async choose(lineId) {
        if (!lineId) {
            this.lineId = false;
            this.line = null;
            return;
        }
        this.lineId = lineId;
        this.line = await this.ask("line", lineId);
    }

    async act(act, values) {
        return this.take(await this.ask("act", this.scope, this.line.id, this.line.version, act, values));
    }

    async undo() {
        return this.take(await this.ask("undo", this.scope));
    }

    take(answer) {
        this.lineId = answer.line.id;
        this.line = answer.line;
        this.takeRows(answer.rows);
        this.takeTotals(answer);
        if (answer.conflict) {
            this.round++;
            this.problem = { kind: "conflict", text: answer.conflict };
            return false;
        }
        return true;
    }
}
