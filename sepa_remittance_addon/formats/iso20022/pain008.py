"""pain.008, customer direct debit initiation: written as the SEPA Core and B2B implementation guidelines ask.

Source: EPC130-08 and EPC131-08 (2025), in the schemas pain.008.001.08 and pain.008.001.02. Addresses as banks take
them since 15 November 2026 (EPC153-22): town and country are named; left out where both banks are in the European
Economic Area, where nobody asks for them, and refused when missing where one of them is outside.
"""

from ..identifiers import EEA_COUNTRIES
from ..refusal import Refusal, _
from . import pain008_template as template
from . import pain_fields as fields
from .pain_writer import NAME, PainWriter, remittance_information

VERSIONS = ("pain.008.001.08", "pain.008.001.02")

_SCHEMES = ("CORE", "B2B")
_SEQUENCE_TYPES = ("OOFF", "FRST", "RCUR", "FNAL")


def render(message, version="pain.008.001.08"):
    """Yield the bytes of a message, some hundred debits at a time; the debits of a block are read once, as they go.

    Guaranteed: valid against the schema of ``version``; texts in the SEPA set and cut to length; references
    unchanged; amounts in EUR with two decimals; counts and totals as announced. Every EndToEndId and every PmtInfId
    occurs once.

    :param message: a :class:`~..values.DebitMessage`; the total of a block and of the message is in EUR.
    :raises Refusal: naming the debit and what is wrong with it. Counts and totals are compared after the last debit,
        so what was yielded before a refusal must be thrown away.
    :raises LookupError: for a version that is not in ``VERSIONS``.
    """
    yield from _Writer(version).stream(message, lambda block: block.debits)


class _Writer(PainWriter):
    versions = dict(zip(VERSIONS, ("BICFI", "BIC"), strict=True))
    head_template, block_foot, foot = template.HEAD, template.BLOCK_FOOT, template.FOOT
    nothing_asked = _("There is no debit to collect.")
    difference = _("%(told)s debits of %(told_total)s are announced, %(count)s of %(total)s were written.")

    def block_head(self, block):
        place = block.identification
        return template.BLOCK_HEAD % {
            **self.block_of(block, block.creditor),
            "scheme": fields.one_of(block.scheme, _SCHEMES, place),
            "sequence_type": fields.one_of(block.sequence_type, _SEQUENCE_TYPES, place),
            "collection_date": block.collection_date.isoformat(),
            "creditor": fields.write_text(block.creditor.name, 70, NAME, place),
            "creditor_identifier": fields.write_reference(block.creditor_identifier, _("creditor identifier"), place),
        }

    def payment(self, debit):
        place = debit.end_to_end_id
        debtor = debit.debtor
        iban = fields.write_iban(debtor.iban, place)
        return template.DEBIT % (
            self.end_to_end_id(place),
            fields.write_amount(debit.amount, place),
            fields.write_reference(debit.mandate_reference, _("mandate reference"), place),
            fields.write_signature_date(debit.signature_date, place),
            _amendment(debit, self.block, place) if debit.amendment else "",
            self.agent(debtor.bic, place),
            fields.write_text(debtor.name, 70, NAME, place),
            self.address(debtor, place),
            iban,
            remittance_information(debit, place),
        )

    def address(self, debtor, place):
        """Return the address of a payer; banks outside the European Economic Area insist on one (AT-P005)."""
        if not debtor.address and not EEA_COUNTRIES.issuperset((debtor.iban[:2], self.block.creditor.iban[:2])):
            raise Refusal(
                _("The bank of the payer or of the creditor is outside the EEA: name town and country of the payer."),
                place=place,
            )
        return fields.write_address(debtor.address, place)


def _amendment(debit, block, place):
    """Return what changed in the mandate, in the order of the schema; nothing when nothing did."""
    amendment = debit.amendment
    if (
        amendment.old_reference == debit.mandate_reference
        or amendment.old_creditor_identifier == block.creditor_identifier
        or amendment.old_creditor_name == block.creditor.name
        or amendment.old_iban == debit.debtor.iban
    ):
        raise Refusal(_("The amendment of the mandate names the same value as old and new."), place=place)
    details = _old_reference(amendment, place) + _old_creditor(amendment, place) + _old_account(amendment, place)
    return template.AMENDMENT % details if details else ""


def _old_reference(amendment, place):
    old = amendment.old_reference
    return template.OLD_REFERENCE % fields.write_reference(old, _("old mandate reference"), place) if old else ""


def _old_creditor(amendment, place):
    identifier, name = amendment.old_creditor_identifier, amendment.old_creditor_name
    old_name = f"<Nm>{fields.write_text(name, 70, NAME, place)}</Nm>" if name else ""
    old_identifier = (
        template.CREDITOR_IDENTIFIER % fields.write_reference(identifier, _("old creditor identifier"), place)
        if identifier
        else ""
    )
    return f"<OrgnlCdtrSchmeId>{old_name}{old_identifier}</OrgnlCdtrSchmeId>" if identifier or name else ""


def _old_account(amendment, place):
    if amendment.same_mandate_new_account:
        return template.SAME_MANDATE_NEW_ACCOUNT
    return template.OLD_ACCOUNT % fields.write_iban(amendment.old_iban, place) if amendment.old_iban else ""
