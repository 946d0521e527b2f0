-- Copyright (c) openmetadata.ops contributors
-- GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
-- SPDX-License-Identifier: GPL-3.0-or-later

-- Data contracts, and which index mappings were indexed last.
CREATE TABLE IF NOT EXISTS data_contract_entity (
  id VARCHAR(36) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.id'))) STORED NOT NULL,
  name VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.name'))) VIRTUAL NOT NULL,
  json JSON NOT NULL,
  updatedAt BIGINT UNSIGNED GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedAt'))) VIRTUAL NOT NULL,
  updatedBy VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedBy'))) VIRTUAL NOT NULL,
  deleted BOOLEAN GENERATED ALWAYS AS (json_extract(json, '$.deleted')) VIRTUAL,
  fqnHash VARCHAR(768) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY fqnHash (fqnHash),
  KEY data_contract_entity_name_index (name)
);
CREATE TABLE IF NOT EXISTS index_mapping_versions (
  entityType VARCHAR(256) NOT NULL,
  mappingHash VARCHAR(32) NOT NULL,
  version VARCHAR(36) NOT NULL,
  updatedAt BIGINT NOT NULL,
  PRIMARY KEY (entityType)
);
