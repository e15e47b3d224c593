"""What the second, independent readers of pain.001 and pain.008 share, by the standard library."""

from datetime import datetime
from decimal import Decimal
from xml.etree import ElementTree

from odoo.addons.sepa_remittance_addon.formats.values import Address, Party


def open_message(content, version):
    """The header of a file as the fields of its message, and the nodes of its blocks, all without their namespace."""
    root = ElementTree.fromstring(content)
    namespace = f"{{urn:iso:std:iso:20022:tech:xsd:{version}}}"
    assert all(node.tag.startswith(namespace) for node in root.iter())
    for node in root.iter():
        node.tag = node.tag.removeprefix(namespace)
        assert not set(node.attrib) - {"Ccy"}
    (order,) = root
    header, *blocks = order
    return {
        "identification": header.findtext("MsgId"),
        "created": datetime.fromisoformat(header.findtext("CreDtTm")),
        "initiator": header.findtext("InitgPty/Nm"),
        "count": int(header.findtext("NbOfTxs")),
        "total": euro(header.findtext("CtrlSum")),
    }, blocks


def read_party(node, role, bic, *, bank_told=True):
    """A party with its bank; where ``bank_told``, a bank without a BIC must be said not to be provided."""
    agent = node.find(f"{role}Agt/FinInstnId")
    if bank_told:
        assert (agent.find(bic) is None) == (agent.findtext("Othr/Id") == "NOTPROVIDED")
    return Party(
        name=node.findtext(f"{role}/Nm"),
        iban=node.findtext(f"{role}Acct/Id/IBAN"),
        bic="" if agent is None else agent.findtext(bic, ""),
        address=read_address(node.find(f"{role}/PstlAdr")),
    )


def read_address(node):
    if node is None:
        return None
    return Address(
        country=node.findtext("Ctry"),
        town=node.findtext("TwnNm"),
        postcode=node.findtext("PstCd", ""),
        street=node.findtext("StrtNm", ""),
        lines=tuple(line.text for line in node.findall("AdrLine")),
    )


def euro(text):
    whole, point, cents = text.partition(".")
    assert (whole + cents).isdigit() and point == "." and len(cents) == 2
    return Decimal(text)


def expect(node, expected):
    assert {path: node.findtext(path) for path in expected} == expected
