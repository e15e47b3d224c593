"""What a copied reconciliation consists of: the table in which a share of pairs is listed, and what of each row that
Odoo wrote is another from pair to pair.
"""

TABLE = """
CREATE TEMP TABLE settled_pair (
    owed_id int, item_id int, invoice_id int, amount numeric, debit_id int, credit_id int, day date, message_id int,
    parent_id int, remitted bool,
    partial_id int DEFAULT nextval('account_partial_reconcile_id_seq'),
    full_id int DEFAULT nextval('account_full_reconcile_id_seq')
) ON COMMIT DROP
"""
FILL = """
INSERT INTO settled_pair (owed_id, item_id, invoice_id, amount, debit_id, credit_id, day, remitted)
SELECT owed.id, item.id, owed.move_id, ABS(owed.balance),
       CASE WHEN owed.balance > 0 THEN owed.id ELSE item.id END,
       CASE WHEN owed.balance > 0 THEN item.id ELSE owed.id END,
       GREATEST(owed.date, item.date),
       EXISTS (SELECT FROM received_allocation paid
                 JOIN debit_remittance_line asked ON asked.id = paid.remittance_line_id AND asked.state = 'remitted'
                WHERE paid.counterpart_id = item.id AND paid.kind = 'remitted')
  FROM UNNEST(%(owed)s::int[], %(items)s::int[]) WITH ORDINALITY AS pair(owed, item, number)
  JOIN account_move_line owed ON owed.id = pair.owed
  JOIN account_move_line item ON item.id = pair.item
 ORDER BY pair.number
"""
# The original that was made while its statement was posted: what was said on its invoice since its entry was made. An
# entry of which nothing was said gives no such mark, and is no original.
RECONCILED = """
SELECT owed.id, item.id, (SELECT MAX(id) FROM mail_message WHERE model = 'account.move' AND res_id = item.move_id),
       CASE WHEN EXISTS (SELECT FROM account_move_line other
                           JOIN account_partial_reconcile earlier
                             ON other.id IN (earlier.debit_move_id, earlier.credit_move_id)
                          WHERE other.move_id = owed.move_id AND other.id <> owed.id) THEN 'partial'
            ELSE 'not_paid' END,
       invoice.payment_state <> 'partial'
  FROM received_allocation allocation
  JOIN account_move_line item ON item.id = allocation.counterpart_id AND item.reconciled
  JOIN account_move_line owed ON owed.id = allocation.move_line_id AND owed.full_reconcile_id = item.full_reconcile_id
  JOIN account_move invoice ON invoice.id = owed.move_id
 WHERE allocation.statement_id = %(statement)s
 ORDER BY allocation.id LIMIT 1
"""
# What is taken back in the same breath is not paid.
FIRST_OF_LINE = """
SELECT allocation.move_line_id, allocation.counterpart_id
  FROM received_allocation allocation
 WHERE allocation.line_id = %(line)s AND allocation.counterpart_id IS NOT NULL
   AND allocation.kind IN ('remitted', 'open_item')
   AND NOT EXISTS (SELECT 1 FROM received_allocation other
                    WHERE other.move_line_id = allocation.move_line_id AND other.id <> allocation.id)
 ORDER BY allocation.id LIMIT 1
"""
SHORT = """
SELECT item.id
  FROM account_move_line item
 WHERE item.id = ANY(%(items)s)
   AND (SELECT COUNT(*) FROM account_move_line other WHERE other.move_id = item.move_id) <= %(few)s
"""
PLAIN = """
SELECT CASE WHEN %(paid)s THEN invoice.payment_state IN ('paid', 'in_payment')
            ELSE invoice.payment_state = 'partial' END
       AND owed.reconciled AND item.reconciled
       AND owed.full_reconcile_id = item.full_reconcile_id
       AND 1 = (SELECT COUNT(*) FROM account_partial_reconcile
                 WHERE full_reconcile_id = owed.full_reconcile_id AND exchange_move_id IS NULL)
       AND NOT EXISTS (
           SELECT 1 FROM mail_message message
             LEFT JOIN mail_tracking_value value ON value.mail_message_id = message.id
            WHERE message.model = 'account.move' AND message.res_id = invoice.id AND message.id > %(last)s
              AND (value.id IS NULL OR value.field_id <> %(field)s
                   OR EXISTS (SELECT 1 FROM mail_notification WHERE mail_message_id = message.id)))
  FROM account_move_line owed
  JOIN account_move_line item ON item.id = %(item)s
  JOIN account_move invoice ON invoice.id = owed.move_id
 WHERE owed.id = %(owed)s
"""
PARTIAL = {
    "id": "own.partial_id",
    "debit_move_id": "own.debit_id",
    "credit_move_id": "own.credit_id",
    "amount": "own.amount",
    "debit_amount_currency": "own.amount",
    "credit_amount_currency": "own.amount",
    "max_date": "own.day",
    "full_reconcile_id": "own.full_id",
}
# Odoo touches the other items of an invoice too. The block of a debit that waits for the bank goes now, before its
# status follows: a second update of the row would cost as much again. What was refused before stays so, and blocked.
UPDATE_ITEMS = """
UPDATE account_move_line line
   SET amount_residual = CASE WHEN touched.settled THEN proto.amount_residual ELSE line.amount_residual END,
       amount_residual_currency = CASE WHEN touched.settled THEN proto.amount_residual_currency
                                       ELSE line.amount_residual_currency END,
       reconciled = CASE WHEN touched.settled THEN TRUE ELSE line.reconciled END,
       full_reconcile_id = CASE WHEN touched.settled THEN touched.full_id ELSE line.full_reconcile_id END,
       matching_number = CASE WHEN touched.settled THEN touched.full_id::text ELSE line.matching_number END,
       payment_block = CASE WHEN touched.remitted THEN NULL ELSE line.payment_block END,
       write_uid = proto.write_uid, write_date = proto.write_date
  FROM (SELECT item_id AS id, TRUE AS settled, FALSE AS remitted, full_id FROM settled_pair
         UNION ALL
        SELECT other.id, other.id = own.owed_id, other.id = own.owed_id AND own.remitted, own.full_id
          FROM settled_pair own JOIN account_move_line other ON other.move_id = own.invoice_id) touched,
       account_move_line proto
 WHERE proto.id = %(owed)s AND line.id = touched.id
"""
UPDATE_INVOICES = """
UPDATE account_move invoice
   SET payment_state = proto.payment_state, amount_residual = invoice.amount_residual - own.amount,
       amount_residual_signed = invoice.amount_residual_signed
                                - CASE WHEN own.debit_id = own.owed_id THEN own.amount ELSE -own.amount END,
       is_manually_modified = proto.is_manually_modified,
       write_uid = proto.write_uid, write_date = proto.write_date
  FROM settled_pair own, account_move proto
 WHERE invoice.id = own.invoice_id
   AND proto.id = (SELECT move_id FROM account_move_line WHERE id = %(owed)s)
"""
MESSAGES = """
SELECT message.id, message.reply_to
  FROM mail_message message
  JOIN account_move_line owed ON owed.move_id = message.res_id AND owed.id = %(owed)s
 WHERE message.model = 'account.move' AND message.id > %(last)s
 ORDER BY message.id
"""
# As Odoo chooses it: the last word of a person, else the last message, of the last 200.
NUMBER_MESSAGES = """
UPDATE settled_pair own
   SET message_id = nextval('mail_message_id_seq'),
       parent_id = (
           SELECT recent.id
             FROM (SELECT id, date, create_date, message_type FROM mail_message
                    WHERE model = 'account.move' AND res_id = own.invoice_id AND message_type <> 'user_notification'
                    ORDER BY date DESC, id DESC LIMIT 200) recent
            ORDER BY recent.message_type IN ('comment', 'email') DESC, COALESCE(recent.date, recent.create_date) DESC,
                     recent.id DESC
            LIMIT 1)
"""
MESSAGE = {
    "id": "own.message_id",
    "res_id": "own.invoice_id",
    # what is only logged answers to nothing
    "parent_id": "CASE WHEN proto.is_internal IS NOT TRUE THEN own.parent_id END",
    "message_id": "'<' || own.invoice_id || '.' || SUBSTRING(proto.message_id FROM 2)",
}
REPLIES = """
UPDATE mail_message message SET reply_to = told.reply_to
  FROM UNNEST(%s::int[], %s::varchar[]) AS told(id, reply_to) WHERE message.id = told.id
"""
WRITTEN_ON_ITEMS = ("amount_residual", "amount_residual_currency", "reconciled", "full_reconcile_id", "matching_number")
WRITTEN_ON_INVOICES = ("payment_state", "amount_residual", "amount_residual_signed", "is_manually_modified")
