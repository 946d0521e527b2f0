-- Copyright (c) openmetadata.ops contributors
-- GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
-- SPDX-License-Identifier: GPL-3.0-or-later

-- status becomes entityStatus. A document that has both keeps its old one; JSON null turns into the text "null" here
-- and stays null on PostgreSQL: so do upstream's own statements, run on both engines.
UPDATE glossary_term_entity
   SET json = JSON_SET(JSON_REMOVE(json, '$.status'), '$.entityStatus', JSON_UNQUOTE(JSON_EXTRACT(json, '$.status')))
 WHERE JSON_CONTAINS_PATH(json, 'one', '$.status') AND NOT JSON_CONTAINS_PATH(json, 'one', '$.entityStatus');
UPDATE data_contract_entity
   SET json = JSON_SET(JSON_REMOVE(json, '$.status'), '$.entityStatus',
                       IF(JSON_UNQUOTE(JSON_EXTRACT(json, '$.status')) = 'Active', 'Approved',
                          JSON_UNQUOTE(JSON_EXTRACT(json, '$.status'))))
 WHERE JSON_CONTAINS_PATH(json, 'one', '$.status') AND NOT JSON_CONTAINS_PATH(json, 'one', '$.entityStatus');
