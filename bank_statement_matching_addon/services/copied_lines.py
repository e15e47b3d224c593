"""What a copied statement line consists of: the tables in which a share of lines is listed, and what of each row
that Odoo wrote is another from line to line.
"""

TABLES = """
CREATE TEMP TABLE posted_line (
    line_id int PRIMARY KEY, original bool, name varchar, number int, day date, told numeric, amount numeric,
    total numeric, payment_ref varchar, partner_name varchar, account_number varchar, transaction_type varchar,
    transaction_details jsonb, internal_index varchar, follower_id int,
    partner_id int, fiscal_position_id int, preferred_payment_method_line_id int,
    native_id int DEFAULT nextval('account_bank_statement_line_id_seq'),
    move_id int DEFAULT nextval('account_move_id_seq')
) ON COMMIT DROP;
CREATE TEMP TABLE posted_item (
    id int, there bool, proto_id int, line_id int, allocation_id int, account_id int, name varchar, partner_id int,
    day date, balance numeric, open numeric, move_id int, native_id int, move_name varchar
) ON COMMIT DROP
"""
FILL_LINES = """
WITH told AS (
    SELECT line_id, name, number, day, told, ROUND(told, %(digits)s) AS amount, payment_ref, partner_name,
           account_number, transaction_type, transaction_details
      FROM json_populate_recordset(NULL::posted_line, %(rows)s)
), first AS (
    INSERT INTO posted_line (line_id, original, name, number, day, amount, payment_ref, native_id, move_id)
    SELECT line_id, TRUE, name, number, day, amount, payment_ref, %(native)s, %(move)s FROM told
     WHERE number = %(number)s
)
INSERT INTO posted_line (line_id, original, name, number, day, told, amount, payment_ref, partner_name,
                         account_number, transaction_type, transaction_details)
SELECT line_id, FALSE, name, number, day, told, amount, payment_ref, partner_name, account_number, transaction_type,
       transaction_details
  FROM told WHERE number <> %(number)s ORDER BY number
"""
# The bank's item first, then one for each allocation. The original has its first two; the second may stand for all the
# others until now.
FILL_ITEMS = """
WITH counterpart AS (
    SELECT allocation.line_id, allocation.id AS allocation_id,
           ROW_NUMBER() OVER (PARTITION BY allocation.line_id ORDER BY allocation.id) AS place,
           COALESCE(allocation.account_id, owed.account_id, payer.account_id) AS account_id,
           COALESCE(NULLIF(allocation.label, ''), NULLIF(owed.move_name, ''), line.payment_ref) AS name,
           COALESCE(owed.partner_id, allocation.partner_id) AS partner_id,
           ROUND(-allocation.amount, %(digits)s) AS balance
      FROM posted_line line
      JOIN received_allocation allocation ON allocation.line_id = line.line_id AND allocation.amount <> 0
      LEFT JOIN account_move_line owed ON owed.id = allocation.move_line_id
      LEFT JOIN account_of_payer payer ON payer.partner_id = allocation.partner_id
), payer AS (
    SELECT line_id,
           CASE WHEN COUNT(DISTINCT COALESCE(partner_id, 0)) = 1 THEN NULLIF(MIN(COALESCE(partner_id, 0)), 0) END AS id
      FROM counterpart GROUP BY line_id
), item AS (
    SELECT line.line_id, NULL::int AS allocation_id, 0 AS place, bank.account_id, line.payment_ref AS name,
           payer.id AS partner_id, line.amount AS balance
      FROM posted_line line
      JOIN payer ON payer.line_id = line.line_id
      JOIN account_move_line bank ON bank.id = %(bank)s
     UNION ALL
    SELECT line_id, allocation_id, place, account_id, name, partner_id, balance FROM counterpart
), sorted AS (
    SELECT item.*, line.original, line.day, line.move_id, line.native_id, line.name AS move_name,
           CASE WHEN account.reconcile OR account.account_type IN ('asset_cash', 'liability_credit_card')
                THEN item.balance ELSE ROUND(0, %(digits)s) END AS open
      FROM item
      JOIN posted_line line ON line.line_id = item.line_id
      JOIN account_account account ON account.id = item.account_id
     WHERE NOT line.original OR item.place > 1
     ORDER BY line.number, item.place
)
INSERT INTO posted_item (id, there, proto_id, line_id, allocation_id, account_id, name, partner_id, day, balance, open,
                         move_id, native_id, move_name)
SELECT CASE WHEN original AND place = 2 THEN %(rest)s ELSE nextval('account_move_line_id_seq') END,
       original AND place = 2, CASE WHEN place = 0 THEN %(bank)s ELSE %(counterpart)s END,
       line_id, allocation_id, account_id, name, partner_id, day, balance, open, move_id, native_id, move_name
  FROM sorted
"""
SUM_UP = """
UPDATE posted_line line
   SET total = sums.total, partner_id = bank.partner_id,
       internal_index = TO_CHAR(line.day, 'YYYYMMDD') || LPAD((2147483647 - proto.sequence)::text, 10, '0')
                        || LPAD(line.native_id::text, 10, '0')
  FROM (SELECT line_id, SUM(GREATEST(balance, 0)) AS total FROM posted_item GROUP BY line_id) sums,
       posted_item bank, account_bank_statement_line proto
 WHERE sums.line_id = line.line_id AND bank.line_id = line.line_id AND bank.allocation_id IS NULL
   AND proto.id = %(native)s
"""
MOVE = {
    "id": "own.move_id",
    "name": "own.name",
    "date": "own.day",
    "sequence_number": "own.number",
    "made_sequence_gap": "FALSE",
    "statement_line_id": "own.native_id",
    "partner_id": "own.partner_id",
    "amount_total": "own.total",
    "amount_total_signed": "own.total",
    "amount_total_in_currency_signed": "own.total",
}
PAYERS = "SELECT DISTINCT partner_id FROM posted_line WHERE NOT original AND partner_id IS NOT NULL"
TELL_OF_PAYERS = """
UPDATE posted_line line
   SET fiscal_position_id = told.position, preferred_payment_method_line_id = told.method
  FROM UNNEST(%s::int[], %s::int[], %s::int[]) AS told(payer, position, method) WHERE line.partner_id = told.payer
"""
PAYER = "LEFT JOIN res_partner payer ON payer.id = own.partner_id"
OF_PAYER = {
    "fiscal_position_id": "own.fiscal_position_id",
    "preferred_payment_method_line_id": "own.preferred_payment_method_line_id",
    "commercial_partner_id": "payer.commercial_partner_id",
    "invoice_partner_display_name": "payer.complete_name",
    "partner_bank_id": """(
        SELECT bank.id FROM res_partner_bank bank
         WHERE bank.partner_id = payer.commercial_partner_id AND bank.active
           AND (bank.company_id IS NULL OR bank.company_id = proto.company_id)
         ORDER BY bank.currency_id IS NOT NULL AND bank.currency_id <> proto.currency_id,
                  bank.allow_out_payment IS NOT TRUE, bank.sequence, bank.id
         LIMIT 1)""",
}
NATIVE_LINE = {
    "id": "own.native_id",
    "move_id": "own.move_id",
    "amount": "own.told",
    **{
        name: f"own.{name}"
        for name in ("partner_id", "payment_ref", "partner_name", "account_number", "transaction_type",
                     "transaction_details", "internal_index")
    },
}  # fmt: skip
AMOUNTS = ("balance", "amount_currency", "price_subtotal", "price_total")
ITEM = {
    "id": "own.id",
    "move_id": "own.move_id",
    "move_name": "own.move_name",
    "date": "own.day",
    "statement_line_id": "own.native_id",
    "account_id": "own.account_id",
    "name": "own.name",
    "partner_id": "own.partner_id",
    **dict.fromkeys(AMOUNTS, "own.balance"),
    "debit": "GREATEST(own.balance, ROUND(0, SCALE(own.balance)))",
    "credit": "GREATEST(-own.balance, ROUND(0, SCALE(own.balance)))",
    "amount_residual": "own.open",
    "amount_residual_currency": "own.open",
    "reconciled": "FALSE",
    "full_reconcile_id": "NULL",
    "matching_number": "NULL",
}
# What stood for all the other counterparts becomes the second one. Together they may have been nothing, and so settled.
CORRECT_REST = """
UPDATE account_move_line item
   SET account_id = own.account_id, name = own.name, partner_id = own.partner_id, balance = own.balance,
       amount_currency = own.balance, price_subtotal = own.balance, price_total = own.balance,
       debit = GREATEST(own.balance, ROUND(0, SCALE(own.balance))),
       credit = GREATEST(-own.balance, ROUND(0, SCALE(own.balance))),
       amount_residual = own.open, amount_residual_currency = own.open, reconciled = FALSE
  FROM posted_item own WHERE own.there AND item.id = own.id
"""
CORRECT_FIRST = """
UPDATE account_move move
   SET amount_total = sums.total, amount_total_signed = sums.total, amount_total_in_currency_signed = sums.total
  FROM (SELECT item.move_id, SUM(item.debit) AS total
          FROM posted_line own JOIN account_move_line item ON item.move_id = own.move_id
         WHERE own.original GROUP BY item.move_id) sums
 WHERE move.id = sums.move_id
"""
# Posted is done: the status goes into the same update.
LINK_LINES = """
UPDATE received_statement_line line SET native_line_id = own.native_id, state = 'done'
  FROM posted_line own WHERE line.id = own.line_id AND NOT own.original
"""
LINK_ALLOCATIONS = """
UPDATE received_allocation allocation SET counterpart_id = own.id
  FROM posted_item own WHERE allocation.id = own.allocation_id AND NOT own.there
"""
FOLLOWERS = "SELECT id FROM mail_followers WHERE res_model = 'account.move' AND res_id = %(move)s ORDER BY id"
NUMBER_FOLLOWERS = """
UPDATE posted_line own SET follower_id = numbered.id
  FROM (SELECT line_id, nextval('mail_followers_id_seq') AS id
          FROM (SELECT line_id FROM posted_line WHERE NOT original ORDER BY number) sorted) numbered
 WHERE own.line_id = numbered.line_id
"""
MESSAGES = "SELECT id FROM mail_message WHERE model = 'account.move' AND res_id = %(move)s ORDER BY id"
# Whoever has no name is shown in the words of each reader's language.
POSTED = """
SELECT own.move_id, own.native_id, COALESCE(payer.name, '') <> ''
  FROM posted_line own LEFT JOIN res_partner payer ON payer.id = own.partner_id
 WHERE NOT own.original ORDER BY own.number
"""
# Each entry counts once for each payer; Odoo counted those of the items that it posted.
COUNT = """
SELECT partner.id, partner.commercial_partner_id, COUNT(DISTINCT item.move_id)
  FROM posted_item item
  JOIN account_account account ON account.id = item.account_id AND account.account_type = %(account_type)s
  JOIN res_partner partner ON partner.id = item.partner_id
 WHERE NOT EXISTS (SELECT 1 FROM account_move_line begun
                     JOIN account_account known ON known.id = begun.account_id AND known.account_type = %(account_type)s
                    WHERE begun.id IN (%(counterpart)s, %(rest)s) AND begun.move_id = item.move_id
                      AND begun.partner_id = item.partner_id)
 GROUP BY partner.id
"""
