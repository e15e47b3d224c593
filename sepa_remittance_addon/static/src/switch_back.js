import { registry } from "@web/core/registry";

/* Go back to the view one came from, as a click in the breadcrumb would, so that switching to and fro leaves no trail. */
registry.category("actions").add("debit_switch_back", (env) => env.services.action.restore());
