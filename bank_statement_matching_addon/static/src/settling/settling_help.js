import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { keyName } from "./settling_shortcuts";

/** All keys of the settling screen at a glance. */
export class SettlingHelp extends Component {
    static template = "bank_statement_matching_addon.SettlingHelp";
    static components = { Dialog };
    static props = { shortcuts: Array, close: Function };

    setup() {
        this.keyName = keyName;
    }

    get groups() {
        const groups = {};
        for (const shortcut of this.props.shortcuts.filter((one) => one.label)) {
            (groups[shortcut.group] ||= []).push(shortcut);
        }
        return Object.entries(groups).map(([name, shortcuts]) => ({ name, shortcuts }));
    }
}
