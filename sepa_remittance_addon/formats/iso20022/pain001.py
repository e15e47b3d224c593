"""pain.001, customer credit transfer initiation: written as the SEPA credit transfer implementation guideline asks.

Source: EPC132-08 (2025), in the schemas pain.001.001.09 and pain.001.001.03. Addresses as banks take them since
15 November 2026 (EPC153-22): town and country are named. Where one of the two banks is outside the European Economic
Area, the address of who pays and the BIC of the bank that receives are required; inside, the IBAN is enough.
"""

from ..identifiers import EEA_COUNTRIES
from ..refusal import Refusal, _
from . import pain001_template as template
from . import pain_fields as fields
from .pain_writer import NAME, PainWriter, remittance_information

VERSIONS = ("pain.001.001.09", "pain.001.001.03")

_NOT_TRANSFERRED = _("The amount %(amount)s cannot be transferred: 0.01 to 999999999.99 euro.")


def render(message, version="pain.001.001.09"):
    """Yield the bytes of a message, some hundred transfers at a time; those of a block are read once, as they go.

    Guaranteed: valid against the schema of ``version``; texts in the SEPA set and cut to length; references
    unchanged; amounts in EUR with two decimals; charges shared; counts and totals as announced. Every EndToEndId and
    every PmtInfId occurs once.

    :param message: a :class:`~..values.TransferMessage`; the total of a block and of the message is in EUR.
    :raises Refusal: naming the transfer and what is wrong with it. Counts and totals are compared after the last
        transfer, so what was yielded before a refusal must be thrown away.
    :raises LookupError: for a version that is not in ``VERSIONS``.
    """
    yield from _Writer(version).stream(message, lambda block: block.transfers)


class _Writer(PainWriter):
    versions = dict(zip(VERSIONS, ("BICFI", "BIC"), strict=True))
    head_template, block_foot, foot = template.HEAD, template.BLOCK_FOOT, template.FOOT
    nothing_asked = _("There is no transfer to make.")
    difference = _("%(told)s transfers of %(told_total)s are announced, %(count)s of %(total)s were written.")

    def block_head(self, block):
        return template.BLOCK_HEAD % {
            **self.block_of(block, block.debtor),
            "execution_date": self.execution_date(block.execution_date),
            "debtor": fields.write_text(block.debtor.name, 70, NAME, block.identification),
        }

    def execution_date(self, day):
        return template.CHOSEN_DATE % day.isoformat() if self.bic == "BICFI" else day.isoformat()

    def payment(self, transfer):
        place = transfer.end_to_end_id
        creditor = transfer.creditor
        iban = fields.write_iban(creditor.iban, place)
        self.refuse_incomplete_abroad(creditor, place)
        return template.TRANSFER % (
            self.end_to_end_id(place),
            fields.write_amount(transfer.amount, place, _NOT_TRANSFERRED),
            template.CREDITOR_AGENT % self.agent(creditor.bic, place) if creditor.bic else "",
            fields.write_text(creditor.name, 70, NAME, place),
            fields.write_address(creditor.address, place),
            iban,
            remittance_information(transfer, place),
        )

    def refuse_incomplete_abroad(self, creditor, place):
        """Regulation (EU) 2023/1113 and EPC132-08: what a transfer that leaves or enters the EEA must tell."""
        if EEA_COUNTRIES.issuperset((creditor.iban[:2], self.block.debtor.iban[:2])):
            return
        if creditor.iban[:2] not in EEA_COUNTRIES and not creditor.bic:
            raise Refusal(_("The bank of the payee is outside the EEA: name its BIC."), place=place)
        if not self.block.debtor.address:
            raise Refusal(
                _("The bank of the payee or of the payer is outside the EEA: name town and country of the payer."),
                place=place,
            )
