"""pain.002, customer payment status report: what the bank accepts and rejects before any money moves.

Versions .02 to .15 by local names. A verdict is given at the level the bank speaks at: of the whole message, of a
payment information block, of one transaction.
"""

from collections import Counter

from ..refusal import Refusal, _
from ..values import StatusReport, Verdict
from . import datatypes
from .camt import version_of
from .xml import NOTHING, message_name, subtrees

LAYOUT = "pain.002"
ROOTS = ("CstmrPmtStsRpt", "pain.002.001.02")

# ISO 20022 external payment status codes, sorted by what they mean for the debit.
_ACCEPTED = {"ACCC", "ACCP", "ACFC", "ACSC", "ACSP", "ACTC", "ACWC", "ACWP", "PATC", "PDNG", "PRES", "RCVC", "RCVD"}
_REJECTED = {"BLCK", "CANC", "NAUT", "RJCT"}
_PARTIAL = {"PART", "PACP", ""}  # said of the parts, not of the whole

_BLOCK = "OrgnlPmtInfAndSts"
_AMOUNTS = ("InstdAmt", "EqvtAmt")


def parse(content):
    """Return the :class:`~..values.StatusReport` of a pain.002 file.

    Guaranteed: one verdict for each level that has a status of its own; ``PART`` gives none, as its parts have
    theirs. A transaction without status has that of its block or message, and its reason unless it gives one itself.
    Amounts are positive, as asked for.

    :param content: the bytes of the file.
    :raises Refusal: for a broken file, an unknown status, a transaction whose status cannot be known, or one that is
        both accepted and rejected.
    """
    root, namespace = message_name(content, ROOTS)
    if root not in ROOTS:
        raise Refusal(_("The file is no %(layout)s message."), layout=LAYOUT)
    reading = _Reading()
    for node in subtrees(content, _cuts(root)):
        reading.take(node)
    return StatusReport(
        layout=version_of(namespace, LAYOUT),
        identification=reading.header.get("MsgId"),
        created=datatypes.moment(reading.header.at("CreDtTm")),
        verdicts=tuple(reading.verdicts),
    )


def _cuts(root):
    """Return where the parts stand; version .02 has the transactions directly in the message."""
    above = root if root == "pain.002.001.02" else _BLOCK
    names = {"GrpHdr": root, "OrgnlGrpInfAndSts": root, _BLOCK: root}
    return names | {"OrgnlPmtInfId": _BLOCK, "PmtInfSts": _BLOCK, "StsRsnInf": _BLOCK, "TxInfAndSts": above}


class _Reading:
    """Takes the elements of a report as they end; name, status and reasons of a block stand before its transactions."""

    def __init__(self):
        self.header = self.group = self.block_name = self.block_status = NOTHING
        self.block_reasons = []
        self.decided = {}
        self.verdicts = []
        self.counts = Counter()
        self.takers = {
            "GrpHdr": self.take_header,
            "OrgnlGrpInfAndSts": self.take_group,
            "OrgnlPmtInfId": self.take_block_name,
            "PmtInfSts": self.take_block_status,
            "StsRsnInf": self.take_block_reason,
            "TxInfAndSts": self.take_transaction,
            _BLOCK: self.close_block,
        }

    def take(self, node):
        self.takers[node.name](node)

    def take_header(self, node):
        self.header = node

    def take_group(self, node):
        self.group = node
        self.give("message", node, node.get("GrpSts"), node.all("StsRsnInf"))

    def take_block_name(self, node):
        self.block_name = node

    def take_block_status(self, node):
        self.block_status = node

    def take_block_reason(self, node):
        self.block_reasons.append(node)

    def close_block(self, node):
        name, status = self.block_name.text, self.block_status.text
        self.give("block", node, status, self.block_reasons, payment_information_id=name)
        self.block_name = self.block_status = NOTHING
        self.block_reasons = []

    def take_transaction(self, node):
        status, reasons = self.decision(node)
        if status in _PARTIAL:
            raise Refusal(_("The status of a transaction is missing."), place=f"line {node.line}")
        block_name = node.get("OrgnlPmtInfId") or self.block_name.text
        end_to_end_id = datatypes.reference(node.get("OrgnlEndToEndId"))
        self.refuse_contradiction(node, (block_name, end_to_end_id), status)
        amount, currency = _amount(node.at("OrgnlTxRef", "Amt"))
        self.give(
            "transaction",
            node,
            status,
            reasons,
            payment_information_id=block_name,
            end_to_end_id=end_to_end_id,
            mandate_reference=datatypes.reference(
                node.get("OrgnlTxRef", "MndtRltdInf", "MndtId")
                or node.get("OrgnlTxRef", "MndtRltdInf", "DrctDbtMndt", "MndtId")
            ),
            amount=amount,
            currency=currency,
        )

    def decision(self, node):
        """Return status and reasons of a transaction: its own, else those of its block, else those of the message."""
        own = node.all("StsRsnInf")
        above = ((self.block_status.text, self.block_reasons), (self.group.get("GrpSts"), self.group.all("StsRsnInf")))
        if node.get("TxSts"):
            return node.get("TxSts"), own
        status, reasons = next((told for told in above if told[0]), ("", ()))
        return status, own or reasons

    def refuse_contradiction(self, node, transaction, status):
        """Refuse a file that accepts and rejects one transaction: whatever was done, half of it would be wrong."""
        accepted = _is_accepted(status, node)
        if transaction[1] and self.decided.setdefault(transaction, accepted) is not accepted:
            raise Refusal(
                _("The file both accepts and rejects the transaction %(reference)s."),
                place=f"line {node.line}",
                reference=transaction[1][:40],
            )

    def give(self, level, node, status, reasons, **what):
        if status in _PARTIAL:
            return
        self.counts[level] += 1
        code, text = _reason(reasons)
        self.verdicts.append(
            Verdict(
                place=f"{level} {self.counts[level]}",
                level=level,
                accepted=_is_accepted(status, node),
                status=status,
                message_id=self.group.get("OrgnlMsgId"),
                reason_code=code,
                reason_text=text,
                **what,
            )
        )


def _is_accepted(status, node):
    if status not in _ACCEPTED | _REJECTED:
        raise Refusal(
            _("The status %(status)s is unknown: it cannot be said whether the bank accepts."),
            place=f"line {node.line}",
            status=status[:40],
        )
    return status in _ACCEPTED


def _reason(reasons):
    """Return the first reason code (ISO or the bank's own) and every additional text."""
    codes = (reason.get("Rsn", "Cd") or reason.get("Rsn", "Prtry") for reason in reasons)
    texts = [text.text for reason in reasons for name in ("AddtlInf", "AddtlStsRsnInf") for text in reason.all(name)]
    return next(filter(None, codes), ""), " ".join(filter(None, texts))


def _amount(node):
    told = next((node.at(name) for name in _AMOUNTS if node.at(name)), NOTHING)
    told = told.at("Amt") or told
    return datatypes.amount(told) if told else (None, "")
