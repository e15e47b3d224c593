import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { fileUploadListView } from "@account/views/file_upload_list/file_upload_list_view";
import { FileUploadListRenderer } from "@account/views/file_upload_list/file_upload_list_renderer";

// Odoo's list that takes dropped files, with our own words: here they are the bank's answers.
class DebitAnswerRenderer extends FileUploadListRenderer {
    setup() {
        super.setup();
        this.dropZoneTitle = _t("Drop the files by which the bank or PBS answered.");
    }
}

registry.category("views").add("debit_answer_list", {
    ...fileUploadListView,
    Renderer: DebitAnswerRenderer,
});
