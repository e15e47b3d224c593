/**
 * Where the keyboard is, and what is selected there. Three zones stand one above the other on the right of each line:
 * what is allocated and the payer's open invoices; "lines" is the list on the left.
 */
export class Selection {
    constructor(model) {
        this.model = model;
        this.zone = "lines";
        this.sort = { by: "due", up: true };
        this.reset();
    }

    reset() {
        this.places = { allocations: 0, items: 0 };
        this.chosen = { allocations: {}, items: {} };
        if (this.zone !== "lines" && !this.rows(this.zone).length) {
            this.zone = "lines";
        }
    }

    rows(zone) {
        const line = this.model.line;
        if (!line || zone === "lines") {
            return [];
        }
        return zone === "items" ? this.sorted(line.items) : line.allocations;
    }

    sorted(items) {
        const { by, up } = this.sort;
        const value = (item) => (by === "free" ? item.free : item[by] || "");
        const order = (one, other) => (value(one) < value(other) ? -1 : value(one) > value(other) ? 1 : one.id - other.id);
        return [...items].sort((one, other) => (up ? order(one, other) : order(other, one)));
    }

    sortBy(by) {
        this.sort = { by, up: this.sort.by === by ? !this.sort.up : true };
    }

    /* ------------------------------------------------------------ moving */

    enter(zone, itemId) {
        if (zone !== "lines" && !this.rows(zone).length) {
            zone = "lines";
        }
        this.zone = zone;
        if (itemId) {
            this.places.items = Math.max(0, this.rows("items").findIndex((item) => item.id === itemId));
        }
    }

    goRight() {
        this.enter(this.rows("items").length ? "items" : "allocations");
    }

    /** Up and down; from the first invoice one comes to what is allocated, and back. */
    move(by) {
        const { zone } = this;
        const place = this.places[zone] + by;
        if (place >= 0 && place < this.rows(zone).length) {
            this.places[zone] = place;
        } else if (zone === "items" && by < 0 && this.rows("allocations").length) {
            this.enter("allocations");
            this.places.allocations = this.rows("allocations").length - 1;
        } else if (zone === "allocations" && by > 0 && this.rows("items").length) {
            this.enter("items");
            this.places.items = 0;
        }
    }

    pointAt(zone, id) {
        this.zone = zone;
        this.places[zone] = this.rows(zone).findIndex((row) => row.id === id);
    }

    isPointedAt(zone, id) {
        return this.zone === zone && this.row?.id === id;
    }

    get row() {
        return this.rows(this.zone)[this.places[this.zone]];
    }

    get item() {
        return this.zone === "items" ? this.row : undefined;
    }

    get allocation() {
        return this.zone === "allocations" ? this.row : undefined;
    }

    /* ------------------------------------------------------------ selecting */

    toggle(zone = this.zone, id = this.row?.id) {
        const chosen = this.chosen[zone];
        if (!chosen || !id) {
            return;
        }
        if (chosen[id]) {
            delete chosen[id];
        } else {
            chosen[id] = true;
        }
    }

    toggleAll(zone = this.zone) {
        const rows = this.rows(zone);
        const all = rows.every((row) => this.chosen[zone][row.id]);
        this.chosen[zone] = all ? {} : Object.fromEntries(rows.map((row) => [row.id, true]));
    }

    isChosen(zone, id) {
        return Boolean(this.chosen[zone][id]);
    }

    chosenRows(zone) {
        return this.rows(zone).filter((row) => this.chosen[zone][row.id]);
    }

    get hasItems() {
        return this.chosenRows("items").length > 0;
    }

    /** The selected invoices, or the one the cursor is on. */
    get itemIds() {
        return this.idsIn("items");
    }

    get allocationIds() {
        return this.idsIn("allocations");
    }

    get allocations() {
        const ids = this.allocationIds;
        return this.rows("allocations").filter((row) => ids.includes(row.id));
    }

    idsIn(zone) {
        const chosen = this.chosenRows(zone);
        if (chosen.length) {
            return chosen.map((row) => row.id);
        }
        return this.zone === zone && this.row ? [this.row.id] : [];
    }

    /** The sum of the selected invoices, in cents. */
    get sum() {
        return this.chosenRows("items").reduce((sum, item) => sum + item.free, 0);
    }
}
