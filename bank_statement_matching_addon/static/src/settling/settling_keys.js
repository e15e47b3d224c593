import { _t } from "@web/core/l10n/translation";

/**
 * All that the settling screen can do, with its keys: for the keyboard, for the buttons, and for the overlay.
 *
 * @param {import("./settling_screen").SettlingScreen} screen
 */
export function getShortcuts(screen) {
    return [...moving(screen), ...invoices(screen), ...allocated(screen), ...rest(screen), ...others(screen)];
}

function moving(screen) {
    const { selection } = screen;
    const group = _t("Moving");
    const inLines = () => selection.zone === "lines";
    return [
        { group, name: "up", keys: ["ArrowUp"], label: _t("Line or invoice above"), run: () => (inLines() ? screen.step(-1) : selection.move(-1)) },
        { group, name: "down", keys: ["ArrowDown"], label: _t("Line or invoice below"), run: () => (inLines() ? screen.step(1) : selection.move(1)) },
        { group, name: "right", keys: ["ArrowRight"], label: _t("To the invoices"), run: () => selection.goRight() },
        { group, name: "left", keys: ["ArrowLeft", "Escape"], label: _t("Back to the lines"), run: () => (screen.model.problem && screen.dismiss(), selection.enter("lines")) },
        { group, name: "previous", keys: ["k"], label: _t("Previous line, wherever you are"), run: () => screen.step(-1) },
        { group, name: "following", keys: ["j"], label: _t("Next line, wherever you are"), run: () => screen.step(1) },
        { group, name: "next", keys: ["n"], short: _t("Next"), label: _t("Next line to settle"), run: () => screen.goToUnsettled(1) },
        { group, name: "before", keys: ["Shift+n"], label: _t("Previous line to settle"), run: () => screen.goToUnsettled(-1) },
        { group, name: "far_up", keys: ["PageUp"], label: _t("Ten lines up"), run: () => screen.step(-10) },
        { group, name: "far_down", keys: ["PageDown"], label: _t("Ten lines down"), run: () => screen.step(10) },
        { group, name: "search", keys: ["/"], label: _t("Search lines: words or an amount"), run: () => screen.focusSearch() },
    ];
}

function invoices(screen) {
    const { selection } = screen;
    const group = _t("Open invoices");
    const some = () => screen.canAct && selection.itemIds.length > 0;
    return [
        { group, name: "payer", keys: ["p"], short: _t("Payer"), label: _t("Choose the payer"), when: () => screen.canAct, run: () => screen.ask("payer") },
        { group, name: "select", keys: ["Space"], label: _t("Select or not"), when: () => selection.zone !== "lines", run: () => selection.toggle() },
        { group, name: "select_all", keys: ["a"], label: _t("Select all or none"), when: () => screen.line?.items.length, run: () => selection.toggleAll(selection.zone === "allocations" ? "allocations" : "items") },
        { group, name: "confirm", keys: ["Enter"], short: _t("Add"), label: _t("Add as much as is left; next when settled"), run: () => screen.confirm() },
        { group, name: "whole", keys: ["w", "Shift+Enter"], short: _t("Add whole"), label: _t("Add whole"), when: some, run: () => screen.add({ whole: true }) },
        { group, name: "part", keys: ["t", "e"], short: _t("Amount"), label: _t("Type the amount"), when: () => screen.canAct && selection.zone !== "lines", run: () => screen.askAmount() },
        { group, name: "offer", keys: ["f", "1"], label: _t("Take what fits"), when: () => screen.canAct && screen.line.offers.length > 0, run: () => screen.takeOffer(0) },
        ...["2", "3", "4"].map((key, place) => ({ name: `offer_${key}`, keys: [key], when: () => screen.canAct && screen.line.offers.length > place + 1, run: () => screen.takeOffer(place + 1) })),
        { group, name: "sort", keys: ["s"], label: _t("Sort by due date, amount, name"), when: () => screen.line?.items.length, run: () => selection.sortBy({ due: "free", free: "name", name: "due" }[selection.sort.by]) },
    ];
}

function allocated(screen) {
    const { selection } = screen;
    const group = _t("Allocated");
    const some = () => screen.canAct && selection.allocationIds.length > 0;
    const all = (property) => some() && selection.allocations.every((one) => one[property]);
    return [
        { group, name: "take_off", keys: ["Delete", "Backspace", "x"], short: _t("Take off"), label: _t("Take off"), when: some, run: () => screen.takeOff() },
        { group, name: "move", keys: ["m"], short: _t("Move"), label: _t("Move to another line"), when: () => all("movable"), run: () => screen.ask("move") },
        { group, name: "lift", keys: ["l"], short: _t("Lift the block"), label: _t("Take off and lift the block"), when: () => all("liftable"), run: () => screen.ask("lift") },
        { group, name: "release", keys: ["r"], short: _t("Release (23)"), label: _t("Release (23)"), when: () => screen.canAct && screen.line.allocations.length > 0, run: () => screen.ask("release") },
    ];
}

function rest(screen) {
    const group = _t("The difference");
    const gap = () => screen.canAct && screen.line.difference !== 0;
    return [
        { group, name: "on_account", keys: ["c"], short: _t("On account (7)"), label: _t("Customer payment on account (7)"), when: gap, run: () => screen.ask(screen.line.payer ? "on_account" : "payer") },
        { group, name: "ledger_account", keys: ["g"], short: _t("Ledger account"), label: _t("Ledger account"), when: gap, run: () => screen.ask("ledger_account") },
    ];
}

function others(screen) {
    const { selection } = screen;
    const group = _t("More");
    return [
        { group, name: "undo", keys: ["Ctrl+z", "z"], short: _t("Undo"), label: _t("Undo your last step"), when: () => screen.model.mayAct && screen.model.undoWords, run: () => screen.undo() },
        { group, name: "invoice", keys: ["i"], label: _t("Open the invoice"), when: () => selection.row?.invoice, run: () => screen.openInvoice() },
        { group, name: "remittance", keys: ["b"], label: _t("Remittance (20)"), when: () => screen.line, run: () => screen.openRemittance() },
        { group, name: "line", keys: ["o"], label: _t("Open the line"), when: () => screen.line, run: () => screen.openLine() },
        { group, name: "help", keys: ["?", "h"], label: _t("These keys"), run: () => screen.help() },
    ];
}
