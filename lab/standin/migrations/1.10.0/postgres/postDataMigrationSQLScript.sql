-- Copyright (c) openmetadata.ops contributors
-- GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
-- SPDX-License-Identifier: GPL-3.0-or-later

-- status becomes entityStatus. A document that has both keeps its old one; null stays null here.
UPDATE glossary_term_entity
   SET json = jsonb_set(json - 'status', '{entityStatus}', json -> 'status')
 WHERE jsonb_exists(json, 'status') AND NOT jsonb_exists(json, 'entityStatus');
UPDATE data_contract_entity
   SET json = jsonb_set(json - 'status', '{entityStatus}',
                        CASE WHEN json ->> 'status' = 'Active' THEN '"Approved"'::jsonb ELSE json -> 'status' END)
 WHERE jsonb_exists(json, 'status') AND NOT jsonb_exists(json, 'entityStatus');
