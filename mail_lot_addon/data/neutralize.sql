-- a copy of the database talks to no mandate provider
UPDATE res_company
   SET external_mandate_url = NULL,
       external_mandate_key = NULL;
