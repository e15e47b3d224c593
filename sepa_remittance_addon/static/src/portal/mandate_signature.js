import { useState } from "@odoo/owl";
import { SignatureForm } from "@portal/signature_form/signature_form";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { redirect } from "@web/core/utils/urls";

/**
 * Odoo's own signature form with the account to debit above it: the mandate is signed for the account that is shown.
 */
export class MandateSignature extends SignatureForm {
    static template = "sepa_remittance_addon.MandateSignature";

    setup() {
        super.setup();
        this.account = useState({ other: !this.props.maskedAccount, number: "", error: "", bank: "", valid: false });
    }

    chooseAccount(other) {
        Object.assign(this.account, { other, error: "", valid: false, number: "" });
        this.state.error = false;
    }

    onInputAccount(ev) {
        const bare = ev.target.value.replace(/\s+/g, "").toUpperCase();
        this.account.number = bare.replace(/(.{4})(?=.)/g, "$1 ");
        Object.assign(this.account, { error: "", valid: false });
    }

    async checkAccount() {
        if (!this.account.number) {
            return;
        }
        const asked = this.account.number;
        const answer = await rpc(this.props.accountUrl, { account_number: asked });
        if (asked === this.account.number) {
            this.account.error = answer.account_error || answer.error || "";
            this.account.bank = answer.bank || "";
            this.account.valid = !this.account.error;
        }
    }

    async onClickSubmit() {
        if (this.sending) {
            return;
        }
        this.sending = true;
        try {
            await this.send();
        } finally {
            this.sending = false;
        }
    }

    async send() {
        const answer = await rpc(this.props.callUrl, {
            name: this.signature.name,
            signature: this.signature.getSignatureImage().split(",")[1],
            account_number: this.account.other ? this.account.number : "",
            read: this.props.read,
        });
        if (answer.redirect_url) {
            redirect(answer.redirect_url);
            return new Promise(() => {}); // the page is about to go: no second click meanwhile
        }
        this.account.error = answer.account_error || "";
        this.account.valid = this.account.valid && !this.account.error;
        this.state.error = answer.error || false;
    }
}

registry.category("public_components").add("sepa_remittance_addon.mandate_signature", MandateSignature);
