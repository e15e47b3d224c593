"""The words banks write over and in their columns, in English, French, German, Dutch and Danish; compared as
:func:`~.layout.plain_title` gives them.
"""

_IN = "c|cr|crdt|credit|crédit|haben|h|k|kredit|bij|in|+"
_OUT = "d|dr|dbit|debit|débit|debet|soll|s|af|out|-"
_BOOKED = (
    "booked|book|completed|posted|executed|done|comptabilisé|comptabilisée|exécuté|gebucht|umsatz gebucht|"
    "geboekt|verwerkt|udført|bogført|posteret|gennemført"
)
_PENDING = (
    "pending|reserved|authorised|authorized|en attente|à venir|vorgemerkt|umsatz vorgemerkt|vorgemerkter umsatz|"
    "gereserveerd|in behandeling|reserveret|venter|afventer|under behandling"
)

MONEY_IN, MONEY_OUT = frozenset(_IN.split("|")), frozenset(_OUT.split("|"))
BOOKED, PENDING = frozenset(_BOOKED.split("|")), frozenset(_PENDING.split("|"))

# One title may mean several things ("Valuta" is a date in German and a currency in Danish): the cells decide, in
# this order.
_TITLES = {
    "booking_date": (
        "date|booking date|bookingdate|transaction date|posting date|date posted|posted date|entry date|completed date|"
        "date comptable|date d'opération|date opération|date operation|date de comptabilisation|date de l'opération|"
        "buchungstag|buchungsdatum|buchung|datum|boekdatum|boekingsdatum|transactiedatum|uitvoeringsdatum|"
        "dato|bogføringsdato|bogføringsdag|bogført|bogført dato|posteringsdato"
    ),
    "value_date": (
        "value date|valuedate|valuta date|valutadate|date valeur|date de valeur|valeur|valuta|valutadatum|wertstellung|"
        "wertstellungsdatum|wert|rentedatum|valør|valørdato|valutadato|rentedato"
    ),
    "amount": (
        "amount|transaction amount|net|net amount|montant|montant de l'opération|betrag|umsatz|bedrag|beløb|"
        "amount (eur)|montant (eur)|montant en eur|betrag (eur)|betrag (€)|bedrag (eur)|beløb i dkk|beløb (dkk)"
    ),
    "money_out": (
        "debit|debit amount|débit|money out|paid out|withdrawal|withdrawals|montant débit|débit euros|soll|sollbetrag|"
        "debet|af|uitgaven|udbetaling|udbetalinger|hævet|ud|udgående"
    ),
    "money_in": (
        "credit|credit amount|crédit|money in|paid in|deposit|deposits|montant crédit|crédit euros|haben|habenbetrag|"
        "bij|inkomsten|indbetaling|indbetalinger|indsat|ind|indgående|kredit"
    ),
    "direction": (
        "d/c|c/d|dc|debit/credit|credit/debit|debit or credit|credit debit indicator|sign|sens|débit/crédit|"
        "soll/haben|s/h|af bij|af/bij|debet/credit|debet/kredit|debit/kredit"
    ),
    "currency": (
        "currency|ccy|currency code|account currency|devise|monnaie|währung|waehrung|munt|muntsoort|valuta|valutakode|"
        "møntsort"
    ),
    "balance": (
        "balance|running balance|balance after|account balance|closing balance|solde|solde après opération|saldo|"
        "kontostand|saldo nach buchung|saldo na mutatie|saldo na boeking|saldo efter|saldo dkk"
    ),
    "text": (
        "text|description|details|label|narrative|memo|remittance information|payment details|message|particulars|"
        "libellé|libelle|communication|communications|détails|détail|motif|description de l'opération|"
        "verwendungszweck|buchungstext|beschreibung|zahlungsgrund|"
        "omschrijving|omschrijving-1|omschrijving-2|omschrijving-3|mededeling|mededelingen|naam / omschrijving|"
        "tekst|posteringstekst|beskrivelse|besked|note|adviseringer|advisering|meddelelse|text to recipient|remarks"
    ),
    "counterparty": (
        "name|counterparty|counterparty name|partner name|payee|payer|beneficiary|payee name|other party|merchantname|"
        "nom|bénéficiaire|contrepartie|nom de la contrepartie|nom contrepartie|tiers|donneur d'ordre|"
        "auftraggeber/empfänger|auftraggeber / begünstigter|beguenstigter/zahlungspflichtiger|"
        "begünstigter/zahlungspflichtiger|name zahlungsbeteiligter|zahlungsbeteiligter|empfänger|"
        "naam|tegenpartij|naam tegenpartij|naam van de tegenpartij|navn|modpart|modtagernavn|afsendernavn|indbetaler"
    ),
    "account": (
        "account|account number|own account|our account|iban|compte|numéro de compte|auftragskonto|iban auftragskonto|"
        "kontonummer|konto|rekening|rekeningnummer|eigen rekening|iban/bban|egen konto"
    ),
    "counterparty_account": (
        "counterparty account|counterparty iban|bank account|payee account|account of counterparty|iban|account|"
        "account number|compte|compte contrepartie|compte de la contrepartie|iban contrepartie|"
        "kontonummer|kontonummer/iban|iban zahlungsbeteiligter|konto|iban des auftraggebers|"
        "tegenrekening|tegenrekening iban/bban|rekening tegenpartij|rekening|"
        "modkonto|modpartens konto|fra konto|afsenderkonto"
    ),
    "bank_reference": (
        "reference|ref|ref.|bank reference|transaction id|transactionid|transaction reference|reference number|"
        "référence|réf|reference de l'opération|numéro d'opération|referenz|referentie|bankreference|arkivreference|"
        "transaktions-id|volgnr"
    ),
    "end_to_end_id": (
        "end-to-end|end to end|endtoendid|end-to-end id|end to end id|end-to-end reference|référence bout en bout|"
        "référence de bout en bout|ende-zu-ende-referenz|kundenreferenz (end-to-end)|kundenreferenz|"
        "transactiereferentie|end-to-end-reference"
    ),
    "mandate_reference": (
        "mandate|mandate reference|mandate id|mandat|référence du mandat|référence mandat|rum|mandatsreferenz|"
        "machtigingskenmerk|mandaat|mandaatreferentie|mandatreference"
    ),
    "structured_reference": (
        "structured reference|structured communication|creditor reference|communication structurée|"
        "strukturierte referenz|gestructureerde mededeling|betalingskenmerk|betalings-id|ocr|kid"
    ),
    "customer_number": (
        "customer number|customer no|numéro client|kundennummer|klantnummer|kundenummer|debitornummer"
    ),
    "bank_code": (
        "code|transaction code|bank code|transaction type|type|type code|type d'opération|code opération|"
        "geschäftsvorfall|gvc|umsatzart|code mutatie|mutatiesoort|transactietype|transaktionstype"
    ),
    "status": "status|state|statetype|état|statut|zustand|info",
    "original_amount": (
        "original amount|originalamount|amount currency|foreign amount|montant d'origine|montant en devise|"
        "ursprungsbetrag|betrag in fremdwährung|oorspronkelijk bedrag|oprindeligt beløb|beløb i valuta"
    ),
    "original_currency": (
        "original currency|originalcurrency|foreign currency|devise d'origine|ursprungswährung|fremdwährung|"
        "oorspronkelijke munt|oprindelig valuta"
    ),
}  # fmt: skip


def meanings_of(title):
    """Return what a title may mean."""
    return [meaning for meaning, titles in _WORDS.items() if title in titles]


_WORDS = {meaning: frozenset(titles.split("|")) for meaning, titles in _TITLES.items()}
