import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { user } from "@web/core/user";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, onWillStart, onWillUnmount, onWillUpdateProps, useState } from "@odoo/owl";

const EVERY = 2000; // milliseconds
const READ = ["name", "state", "progress", "step", "error", "user_id"];

/* A bar that shows how far long work is, and reloads the form when the work has ended. */
export class BackgroundJob extends Component {
    static template = "sepa_remittance_addon.BackgroundJob";
    static props = { ...standardWidgetProps, field: String };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.job = useState({ told: null });
        onWillStart(() => this.look(this.jobOf(this.props)));
        onWillUpdateProps((next) => this.look(this.jobOf(next)));
        onWillUnmount(() => clearTimeout(this.timer));
    }

    jobOf(props) {
        const value = props.field === "id" ? props.record.resId : props.record.data[props.field];
        return value && typeof value === "object" ? value.id : value;
    }

    async look(id) {
        clearTimeout(this.timer);
        // a colleague who may not see what others ask for sees no bar, instead of an error
        const [told] = id ? await this.orm.silent.searchRead("background.job", [["id", "=", id]], READ) : [];
        const ended = this.isLive && !(told && ["waiting", "running"].includes(told.state));
        this.job.told = told || null;
        if (ended) {
            await this.props.record.load();
        } else if (this.isLive) {
            this.timer = setTimeout(() => this.look(id), EVERY);
        }
    }

    get isLive() {
        return Boolean(this.job.told) && ["waiting", "running"].includes(this.job.told.state);
    }

    get isShown() {
        return this.isLive || (this.job.told?.state === "failed" && this.props.field !== "id");
    }

    get isMine() {
        return this.job.told.user_id[0] === user.userId;
    }

    get step() {
        if (this.job.told.state === "waiting") {
            return _t("Waiting for a free worker");
        }
        return this.job.told.step || "";
    }

    async call(method) {
        await this.orm.call("background.job", method, [[this.job.told.id]]);
        await this.props.record.load();
    }

    open() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "background.job",
            res_id: this.job.told.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("background_job", {
    component: BackgroundJob,
    extractProps: ({ attrs }) => ({ field: attrs.field }),
});
