"""Numbers that name an account, a bank, a creditor or a payment: checked, or refused with the reason.

No message ever contains a whole IBAN: it shows :func:`mask_iban`.
"""

import re
import warnings
from datetime import date

from schwifty import BIC, IBAN
from schwifty import exceptions as schwifty_errors
from stdnum import iso11649
from stdnum.eu import at_02
from stdnum.exceptions import ValidationError

from .refusal import Refusal, _

# Countries without public national check digits are no news to who types an account number.
warnings.filterwarnings("ignore", message="No national checksum algorithm")

# What people paste between the groups of a number: blanks, no-break blanks, hyphens and dashes, dots.
_SEPARATORS = re.compile("[ \t\r\n\u00a0\u2007\u2009\u202f.\\-\u2010\u2011\u2012\u2013]+")
_ELECTRONIC = re.compile("[A-Z0-9]+")
_OGM = re.compile(r"[+*]{0,3}([0-9]{3})/?([0-9]{4})/?([0-9]{5})[+*]{0,3}")
_IBAN_IN_TEXT = re.compile(r"\b[A-Z]{2}[0-9]{2}(?:[ .-]?[A-Z0-9]){8,30}\b", re.IGNORECASE)
_SHORTEST_IBAN = 15  # Norway
_BIC = re.compile("[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?")

_IBAN_REASONS = {
    schwifty_errors.InvalidCountryCode: _(
        "The account number %(iban)s does not start with the code of an IBAN country."
    ),
    schwifty_errors.InvalidLength: _(
        "The account number %(iban)s is too short or too long for an IBAN of its country."
    ),
    schwifty_errors.InvalidStructure: _(
        "The account number %(iban)s has a letter where its country has a digit, or the reverse."
    ),
    schwifty_errors.InvalidChecksumDigits: _(
        "The check digits of the account number %(iban)s are wrong: a character is mistyped."
    ),
    schwifty_errors.InvalidBBANChecksum: _(
        "The national check digits inside the account number %(iban)s are wrong: a character is mistyped."
    ),
}
_IBAN_OTHER_REASON = _("%(iban)s is not a valid IBAN.")

# Countries that joined the SEPA geographical scope after the registry of schwifty was made: the day their banks
# can be reached (EPC409-09; RS is in scope since May 2025 and its banks are reachable from May 2026).
_SEPA_NEWCOMERS = {
    "AL": date(2025, 10, 5),
    "ME": date(2025, 10, 5),
    "MD": date(2025, 10, 5),
    "MK": date(2025, 10, 5),
    "RS": date(2026, 5, 5),
}
# EPC409-09 without the newcomers, plus the territories that use the IBAN code of their own.
_SEPA_CODES = (
    "AD AT BE BG CH CY CZ DE DK EE ES FI FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MT NL NO PL PT RO SE SI SK "
    "SM VA AX BL GF GP MF MQ PM RE YT"
)
_SEPA_COUNTRIES = frozenset(_SEPA_CODES.split())
# The European Economic Area, by the codes its accounts begin with (EPC409-09); a bank elsewhere asks for addresses.
_EEA_CODES = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
EEA_COUNTRIES = frozenset(_EEA_CODES.split())


def electronic(text):
    """Return a pasted number in electronic form: no blanks, dashes or dots, capitals.

    Characters outside ASCII (full-width digits, zero-width blanks) are kept, so that a check sees and refuses them.
    """
    bare = _SEPARATORS.sub("", text or "")
    return bare.upper() if bare.isascii() else bare


def mask_iban(text):
    """Return an account number that may be shown or logged: ``FR76 **** **** 0189``; short numbers are all stars."""
    number = electronic(text)
    return f"{number[:4]} **** **** {number[-4:]}" if len(number) >= 12 else "****"


def mask_ibans(text):
    """Return a text that others wrote with every account number in it masked, mistyped ones too."""
    return _IBAN_IN_TEXT.sub(_masked, text or "")


def _masked(found):
    """Mask as many characters as an IBAN of the country has, all where there are fewer; the words behind stay."""
    try:
        length = IBAN(found[0][:4], allow_invalid=True).spec.iban_length
    except schwifty_errors.SchwiftyException:
        return found[0]
    ends = [end for end in range(len(found[0]) + 1) if len(electronic(found[0][:end])) == length]
    if not ends and len(electronic(found[0])) < _SHORTEST_IBAN:
        return found[0]
    end = ends[0] if ends else len(found[0])
    return mask_iban(found[0][:end]) + found[0][end:]


def check_iban(text):
    """Return the electronic form of an IBAN.

    Guaranteed: ASCII capitals and digits, known country with its length and structure, right ISO 7064 check digits,
    and right national check digits where the country has public ones (BE, ES, FR, IT, NO, PT, ...).

    :raises Refusal: saying what is wrong with the number, without showing it whole. Source: ISO 13616-1.
    """
    number = electronic(text)
    if not number:
        raise Refusal(_("The account number is empty."))
    if not _ELECTRONIC.fullmatch(number):
        raise Refusal(
            _("The account number %(iban)s contains a character that is neither a plain letter nor a digit."),
            iban=mask_iban(text),
        )
    try:
        return str(IBAN(number, validate_bban=True))
    except schwifty_errors.SchwiftyException as error:
        reason = _IBAN_REASONS.get(type(error), _IBAN_OTHER_REASON)
        raise Refusal(reason, iban=mask_iban(number)) from None


def is_iban(text):
    try:
        return bool(check_iban(text))
    except Refusal:
        return False


def bic_of(iban):
    """Return the BIC of the bank that keeps an account, or ``""`` when the bank code is unknown or names several.

    :param iban: a valid IBAN in electronic form. The head office (``XXX``) of one bank counts as one answer.
    """
    try:
        number = IBAN(iban)
        candidates = BIC.candidates_from_bank_code(number.country_code, number.bank_code)
    except schwifty_errors.SchwiftyException:
        return ""
    codes = {str(candidate).removesuffix("XXX") for candidate in candidates}
    return codes.pop() if len(codes) == 1 else ""


def check_bic(text):
    """Return a BIC of 8 or 11 characters in capitals, or refuse it. Source: ISO 9362, pattern of pain.008.001.02."""
    code = electronic(text)
    if not _BIC.fullmatch(code):
        raise Refusal(_("%(bic)s is not a BIC: it has 8 or 11 letters and digits, as in NDEADKKK."), bic=_shown(text))
    return code


def check_creditor_identifier(text):
    """Return a SEPA creditor identifier in electronic form, or refuse it. Source: EPC262-08, ISO 7064 mod 97-10."""
    number = electronic(text)
    if not number.isascii() or not at_02.is_valid(number) or len(number) > 35:
        raise Refusal(
            _("%(number)s is not a SEPA creditor identifier: country, two check digits, business code, national part."),
            number=_shown(text),
        )
    return at_02.compact(number)


def check_rf(text):
    """Return an RF creditor reference in electronic form, or refuse it. Source: ISO 11649."""
    number = (text or "").strip().upper() if (text or "").isascii() else ""
    try:
        return iso11649.validate(number)
    except ValidationError:
        raise Refusal(
            _("%(number)s is not an RF reference: RF, two check digits, at most 21 letters and digits."),
            number=_shown(text),
        ) from None


def check_structured_reference(text):
    """Return an RF reference, or a Belgian structured communication as its 12 digits; refuse anything else.

    Source: ISO 11649; Febelfin's OGM/VCS (10 digits and their remainder by 97, 97 for 0).
    """
    if (text or "").strip().upper().startswith("RF"):
        return check_rf(text)
    found = _OGM.fullmatch("".join((text or "").split()))
    digits = "".join(found.groups()) if found else ""
    if not digits or (int(digits[:10]) % 97 or 97) != int(digits[10:]):
        raise Refusal(_("%(number)s is not a structured reference with right check digits."), number=_shown(text))
    return digits


def is_sepa_country(code, day=None):
    """Tell whether banks of a country can be reached through SEPA on a day (today without one).

    :param code: ISO 3166 alpha-2, as an IBAN begins. Source: EPC409-09, completed with the countries of 2025-2026.
    """
    return code in _SEPA_COUNTRIES or _SEPA_NEWCOMERS.get(code, date.max) <= (day or date.today())


def _shown(text):
    """Cut what someone typed so that a message stays readable."""
    return " ".join((text or "").split())[:40] or "-"
