from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .payer_page import closed_page, payer_page, speak

ACTIONS = {"remove", "hold", "restore", "remove_all"}
# The page speaks the language of the payer, so its address has none.
PAGE = {"type": "http", "auth": "public", "website": True, "multilang": False, "sitemap": False}
DONE = {"remove", "hold", "restore", "remove_all", "add", "none"}


class NoticeAnswer(http.Controller):
    """The page on which a payer reads its notice and answers it until the objection date (REM-5)."""

    def _find(self, notice_id, access_token):
        """The notice as superuser, and whether who asks may answer it: its payer, by link or login.

        A colleague who may read the notice sees the payer's page, but does not answer in its name.
        """
        notice = request.env["debit.notice"].sudo().browse(notice_id).exists()
        if not notice:
            return notice, False
        visitor = notice.with_user(request.env.user)
        by_login = not request.env.user._is_public() and visitor.has_access("read")
        by_link = notice._has_access_key(access_token)
        if not (by_link or by_login) or not notice._is_shown_to_payer():
            return notice.browse(), False
        speak(notice.partner_id.lang)
        return notice.with_env(request.env(su=True)), by_link or not request.env.user._is_internal()

    @http.route("/my/notice/<int:notice_id>", methods=["GET"], **PAGE)
    def notice_page(self, notice_id, access_token=None, done=None, **_other):
        notice, may_answer = self._find(notice_id, access_token)
        if not notice:
            return closed_page()
        return self._render(notice, may_answer, access_token, done=done if done in DONE else None)

    @http.route("/my/notice/<int:notice_id>/answer", methods=["POST"], **PAGE)
    def notice_answer(self, notice_id, access_token=None, action=None, reason=None, **_other):
        notice, may_answer = self._find(notice_id, access_token)
        if not notice or not may_answer or action not in ACTIONS | {"add"}:
            return closed_page()
        try:
            with request.env.cr.savepoint():
                changed = self._take(notice, action, reason)
        except UserError as error:
            notice.invalidate_recordset()
            return self._render(notice, may_answer, access_token, error=str(error), reason=reason)
        done = action if changed else "none"
        token = f"&access_token={access_token}" if access_token else ""
        return request.redirect(f"/my/notice/{notice.id}?done={done}{token}")

    def _take(self, notice, action, reason):
        clerk = request.env["debit.notice.clerk"].sudo()
        asked_by = notice.partner_id.name
        if not request.env.user._is_public() and not request.env.user._is_internal():
            asked_by = request.env.user.name
        if action == "add":
            return clerk._add(notice, _numbers("receivable"), reason, asked_by)
        return clerk._answer(notice, action, _numbers("line"), reason, asked_by)

    def _render(self, notice, may_answer, access_token, **values):
        lines = notice._get_payer_lines()
        debited = lines.filtered(lambda line: line.state not in ("held", "removed"))
        open_to_answer = may_answer and notice._is_open_to_answer()
        clerk = request.env["debit.notice.clerk"].sudo()
        values |= {
            "notice": notice,
            "company": notice.company_id,
            "lines": lines,
            "debited": debited,
            "of_the_day": debited.filtered(lambda line: line.payment_date == notice.payment_date),
            "by_payer": lines._changed_by_payer(),
            "open_to_answer": open_to_answer,
            "closed_because": "" if open_to_answer or not may_answer else clerk._told_late(notice),
            "free": clerk._find_free(notice) if open_to_answer else None,
            "access_token": access_token or "",
        }
        return payer_page("sepa_remittance_addon.notice_answer_page", values)


def _numbers(name):
    """The ticked ids of a form; what is no number is nothing of ours."""
    posted = request.httprequest.form.getlist(name)
    return [int(value) for value in posted if value.isdecimal() and len(value) < 12]
