import { registry } from "@web/core/registry";
import { openBankAnswers } from "../bank_answer_steps";
import { inputFiles } from "@web/../tests/utils";

/* A finance user validates, allocates, settles the one line nobody knows, and posts: as a person would. */
registry.category("web_tour.tours").add("received_statement_tour", {
    url: "/odoo",
    steps: () => [
        ...openBankAnswers("menu_received_statement"),
        {
            content: "Open the statement that came this morning",
            trigger: ".o_data_row:contains(2 - Ready for validation) td[name=number]",
            run: "click",
        },
        {
            content: "The lines say in words what they are",
            trigger: ".o_data_row:contains(Anna) td[name=transaction_type_id]:contains(/^SEPA Core direct debit$/)",
        },
        {
            content: "No column stands empty",
            trigger: ".o_field_widget[name=line_ids]:not(:has(th[data-name=customer_number])):not(:has(th[data-name=rejected_amount]))",
        },
        {
            content: "Validate",
            trigger: "button[name=action_validate]",
            run: "click",
        },
        {
            content: "Allocate",
            trigger: ".o_form_statusbar:has(.o_arrow_button_current:contains(4 - Ready)) button[name=action_allocate]",
            run: "click",
        },
        {
            content: "One line is left to people",
            trigger: ".o_form_view:has(.o_arrow_button_current:contains(5 - Partly allocated))",
        },
        {
            content: "Go to what is to settle",
            trigger: ".alert:contains(Lines to settle by hand: 1) button[name=action_lines_to_settle]",
            run: "click",
        },
        {
            content: "Open the transfer nobody announced",
            trigger: ".o_list_view .o_data_row:only-child:contains(Carl) td[name=counterparty]",
            run: "click",
        },
        {
            content: "It is not allocated",
            trigger: ".o_field_widget[name=difference]:contains(61.30)",
        },
        {
            content: "Settle it",
            trigger: "button[name=action_settle]",
            run: "click",
        },
        {
            content: "Customer payment on account",
            trigger: ".o_settling:has(.o_settling_head[data-status=unallocated]:contains(Carl)) button[data-act=on_account]:enabled",
            run: "click",
        },
        {
            content: "Settle",
            trigger: ".o_settling_prompt[data-what=on_account]:contains(Carl) button[type=submit]",
            run: "click",
        },
        {
            content: "The last line is settled: to the statement",
            trigger: ".o_settling_finished button",
            run: "click",
        },
        {
            content: "The whole statement is allocated: update the ledgers",
            trigger: ".o_form_statusbar:has(.o_arrow_button_current:contains(6 - Fully)) button[name=action_update_ledgers]",
            run: "click",
        },
        {
            content: "Yes, post",
            trigger: ".modal-footer button.btn-primary",
            run: "click",
        },
        {
            content: "The ledgers are updated",
            trigger: ".o_form_view:has(.o_arrow_button_current:contains(9 - Ledgers updated))",
        },
        {
            content: "The posted entries are one click away",
            trigger: "button[name=action_native_statement]",
        },
    ],
});

/* Two statements of the account of the test company, each with one transfer of today. */
const statementFile = (number) => {
    const today = new Date().toISOString().slice(0, 10);
    const content = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>TOUR-${number}</MsgId><CreDtTm>${today}T06:00:00</CreDtTm></GrpHdr>
<Stmt><Id>TOUR-${number}</Id><ElctrncSeqNb>${number}</ElctrncSeqNb><CreDtTm>${today}T06:00:00</CreDtTm>
<Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Ntry><Amt Ccy="EUR">12.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>${today}</Dt></BookgDt><ValDt><Dt>${today}</Dt></ValDt><AcctSvcrRef>TOUR-${number}</AcctSvcrRef>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls><TxDtls><RmtInf><Ustrd>Tour ${number}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>`;
    return new File([content], `statement-${number}.xml`, { type: "application/xml" });
};

/* The bank's files come by the dialog. */
registry.category("web_tour.tours").add("received_statement_upload_tour", {
    url: "/odoo",
    steps: () => [
        ...openBankAnswers("menu_received_statement_upload"),
        {
            content: "Choose the file",
            trigger: ".modal .o_field_widget[name=content]",
            run: async () => {
                await inputFiles(".modal input[type=file]", [statementFile(501)]);
            },
        },
        {
            content: "Receive it",
            trigger: ".modal:has(.o_field_widget[name=content] input:value(statement-501.xml)) button[name=action_receive]",
            run: "click",
        },
        {
            content: "The statement is there, with its line",
            trigger: ".o_field_widget[name=line_ids] .o_data_row:contains(SEPA credit transfer received):contains(12.50)",
        },
    ],
});
