import { registry } from "@web/core/registry";
import { openBankAnswers } from "../bank_answer_steps";
import { inputFiles } from "@web/../tests/utils";

const receive = (file) => [
    ...openBankAnswers("menu_received_statement_upload"),
    {
        content: "Choose the file",
        trigger: ".modal .o_field_widget[name=content]",
        run: async () => {
            await inputFiles(".modal input[type=file]", [file]);
        },
    },
    {
        content: "Receive it",
        trigger: `.modal:has(.o_field_widget[name=content] input:value(${file.name})) button[name=action_receive]`,
        run: "click",
    },
];

/* Both orders of day and month can be: people are asked. */
const table = (month) => {
    const content = `Konto;FR7630006000011234567890189
Dato;Tekst;Beløb
01/${month}/2026;Indbetaling Anna;100,50
02/${month}/2026;Gebyr;-2,50
`;
    return new File([content], `table-${month}.csv`, { type: "text/csv" });
};

/* A bank's CSV for the first time: what is proposed, what is asked, what becomes of it; the second time nothing is asked. */
registry.category("web_tour.tours").add("received_table_tour", {
    url: "/odoo",
    steps: () => [
        ...receive(table("02")),
        {
            content: "The columns are proposed",
            trigger: ".modal .o_field_widget[name=column_ids] .o_data_row:contains(Beløb):contains(Amount)",
        },
        {
            content: "The preview asks for what can mean two days, by row",
            trigger: ".modal .o_field_widget[name=preview] .table-danger:contains(01/02/2026 may be more than one day)",
        },
        {
            content: "Say in which order dates are written",
            trigger: ".modal .o_field_widget[name=date_order] input",
            run: "click",
        },
        {
            content: "Day first",
            trigger: ".o_select_menu_item:contains(Day, month, year)",
            run: "click",
        },
        {
            content: "The preview follows at once",
            trigger: ".modal .o_field_widget[name=preview] .alert-success:contains(Lines: 2)",
        },
        {
            content: "A name for the next time",
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit My bank",
        },
        {
            content: "Save and receive",
            trigger: ".modal button[name=action_receive]",
            run: "click",
        },
        {
            content: "The statement is there",
            trigger: ".o_form_view .o_field_widget[name=line_ids] .o_data_row:contains(Indbetaling Anna):contains(100.50)",
        },
        ...receive(table("03")),
        {
            content: "The next file is known by itself",
            trigger: ".o_form_view .o_field_widget[name=number] input:value(20260301-20260302)",
        },
    ],
});

/* To try the set-up, somebody types in a statement. */
registry.category("web_tour.tours").add("typed_statement_tour", {
    url: "/odoo",
    steps: () => [
        ...openBankAnswers("menu_received_statement"),
        {
            content: "A new statement",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "The only bank journal that allows it is there; number the statement",
            trigger: ".o_form_view:has(.o_field_widget[name=journal_id] input:value(/Bank/)) .o_field_widget[name=number] input",
            run: "edit 77",
        },
        {
            content: "Add a line",
            trigger: ".o_field_widget[name=line_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "Who paid",
            trigger: ".o_selected_row .o_field_widget[name=counterparty] input",
            run: "edit Carl",
        },
        {
            content: "How much",
            trigger: ".o_selected_row .o_field_widget[name=amount] input",
            run: "edit 61.30",
        },
        {
            content: "That is all",
            trigger: "button[name=action_ready]",
            run: "click",
        },
        {
            content: "Validate; the day was that of the statement",
            trigger: ".o_form_statusbar:has(.o_arrow_button_current:contains(2 - Ready)) button[name=action_validate]",
            run: "click",
        },
        {
            content: "It is sound",
            trigger: ".o_arrow_button_current:contains(4 - Ready for allocation)",
        },
    ],
});
