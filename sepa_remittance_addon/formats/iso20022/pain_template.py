"""What the templates of pain.008 and pain.001 share: parts of a message, in the order of the schemas."""


class BytesTemplate:
    """A text that becomes bytes when it is filled in."""

    def __init__(self, text):
        self.text = text

    def __mod__(self, values):
        return (self.text % values).encode("ascii")


AGENT = "<FinInstnId><%s>%s</%s></FinInstnId>"  # BIC in the versions of 2009, BICFI in those of 2019
NO_AGENT = "<FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId>"

UNSTRUCTURED = "<RmtInf><Ustrd>%s</Ustrd></RmtInf>"
STRUCTURED = (
    "<RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry><Issr>ISO</Issr></Tp>"
    "<Ref>%s</Ref></CdtrRefInf></Strd></RmtInf>"
)
