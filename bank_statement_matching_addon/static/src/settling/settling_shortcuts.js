import { useExternalListener } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/* One table of shortcuts serves the keys, the buttons and the overlay that explains them. */

const NAMED = { " ": "Space" };
const SIGNS = { ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", Delete: "Del", Backspace: "⌫", Escape: "Esc" };

export function keyOf(ev) {
    const key = NAMED[ev.key] || (ev.key.length === 1 ? ev.key.toLowerCase() : ev.key);
    const isSign = ev.key.length === 1 && ev.key.toLowerCase() === ev.key.toUpperCase() && ev.key !== " ";
    const parts = [];
    if (ev.ctrlKey || ev.metaKey) {
        parts.push("Ctrl");
    }
    if (ev.shiftKey && !isSign) {
        parts.push("Shift");
    }
    return [...parts, key].join("+");
}

/** A key as it is written on buttons. */
export const keyName = (key) => SIGNS[key] || (key.length === 1 ? key.toUpperCase() : key.replace(/\+(.)$/, (_all, letter) => `+${letter.toUpperCase()}`));

const isTyping = (target) =>
    target.isContentEditable ||
    (target.matches?.("input, textarea, select") && !target.matches("input[type=checkbox], input[type=radio]"));

/* A button that has the focus is pressed by these keys; they are not ours then. */
const isPressing = (ev) => ["Enter", " "].includes(ev.key) && ev.target.matches?.("button, a, summary");

/**
 * @param {() => {keys: string[], run: Function, when?: () => boolean}[]} getShortcuts
 */
export function useShortcuts(getShortcuts) {
    const ui = useService("ui");
    useExternalListener(window, "keydown", (ev) => {
        if (ev.altKey || ev.isComposing || ev.defaultPrevented || ui.isBlocked || ui.activeElement !== document) {
            return;
        }
        if (isTyping(ev.target) || isPressing(ev)) {
            return;
        }
        const pressed = keyOf(ev);
        const found = getShortcuts().find((one) => one.keys.includes(pressed) && (!one.when || one.when()));
        if (found) {
            ev.preventDefault();
            found.run();
        }
    });
}
