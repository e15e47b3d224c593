"""What all pages for payers share: their language, no other company's name, no trace of the link elsewhere."""

from odoo.http import request

HEADERS = {
    "Referrer-Policy": "no-referrer",  # the address holds the key to the page
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "frame-ancestors 'none'",
}


def speak(lang):
    """Answer in the payer's language, whatever language its browser asks for."""
    code = request.env["ir.http"].get_nearest_lang(lang) if lang else None
    if code:
        request.lang = request.env["res.lang"]._get_data(code=code)
        request.update_context(lang=code)


def payer_page(template, values, status=200):
    response = request.render(template, values, status=status)
    response.headers.update(HEADERS)
    return response


def closed_page():
    """The one answer to every link that opens nothing, so that it tells nothing about which links exist."""
    return payer_page("sepa_remittance_addon.payer_page_closed", {}, status=404)
