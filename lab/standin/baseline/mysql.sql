-- Copyright (c) openmetadata.ops contributors
-- GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
-- SPDX-License-Identifier: GPL-3.0-or-later

-- The stand-in's first schema: the tables of a real 1.1 database (captured dumps) that an upgrade reads, and no others.
-- Later columns and tables come from the versions that brought them.

CREATE TABLE IF NOT EXISTS entity_extension (
  id VARCHAR(36) NOT NULL,
  extension VARCHAR(256) NOT NULL,
  jsonSchema VARCHAR(256) NOT NULL,
  json JSON NOT NULL,
  PRIMARY KEY (id, extension)
);
CREATE TABLE IF NOT EXISTS entity_extension_time_series (
  extension VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  jsonSchema VARCHAR(50) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  json JSON NOT NULL,
  timestamp BIGINT UNSIGNED GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.timestamp'))) VIRTUAL NOT NULL,
  entityFQNHash VARCHAR(768) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL
);
CREATE TABLE IF NOT EXISTS entity_relationship (
  fromId VARCHAR(36) NOT NULL,
  toId VARCHAR(36) NOT NULL,
  fromEntity VARCHAR(256) NOT NULL,
  toEntity VARCHAR(256) NOT NULL,
  relation TINYINT NOT NULL,
  jsonSchema VARCHAR(256) DEFAULT NULL,
  json JSON DEFAULT NULL,
  deleted BOOLEAN NOT NULL DEFAULT FALSE,
  PRIMARY KEY (fromId, toId, relation),
  KEY from_index (fromId, relation),
  KEY to_index (toId, relation)
);
CREATE TABLE IF NOT EXISTS openmetadata_settings (
  id MEDIUMINT NOT NULL AUTO_INCREMENT,
  configType VARCHAR(36) NOT NULL,
  json JSON NOT NULL,
  PRIMARY KEY (id, configType),
  UNIQUE KEY configType (configType)
);
CREATE TABLE IF NOT EXISTS change_event (
  eventType VARCHAR(36) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.eventType'))) VIRTUAL NOT NULL,
  entityType VARCHAR(36) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.entityType'))) VIRTUAL NOT NULL,
  userName VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.userName'))) VIRTUAL NOT NULL,
  eventTime BIGINT UNSIGNED GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.timestamp'))) VIRTUAL NOT NULL,
  json JSON NOT NULL,
  KEY event_type_index (eventType),
  KEY event_time_index (eventTime)
);
CREATE TABLE IF NOT EXISTS user_entity (
  id VARCHAR(36) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.id'))) STORED NOT NULL,
  name VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.name'))) VIRTUAL NOT NULL,
  email VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.email'))) VIRTUAL NOT NULL,
  deactivated VARCHAR(8) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.deactivated'))) VIRTUAL,
  json JSON NOT NULL,
  updatedAt BIGINT UNSIGNED GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedAt'))) VIRTUAL NOT NULL,
  updatedBy VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedBy'))) VIRTUAL NOT NULL,
  deleted BOOLEAN GENERATED ALWAYS AS (json_extract(json, '$.deleted')) VIRTUAL,
  nameHash VARCHAR(256) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY email (email),
  UNIQUE KEY nameHash (nameHash),
  KEY user_entity_name_index (name)
);
CREATE TABLE IF NOT EXISTS team_entity (
  id VARCHAR(36) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.id'))) STORED NOT NULL,
  name VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.name'))) VIRTUAL NOT NULL,
  teamType VARCHAR(64) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.teamType'))) VIRTUAL NOT NULL,
  json JSON NOT NULL,
  updatedAt BIGINT UNSIGNED GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedAt'))) VIRTUAL NOT NULL,
  updatedBy VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedBy'))) VIRTUAL NOT NULL,
  deleted BOOLEAN GENERATED ALWAYS AS (json_extract(json, '$.deleted')) VIRTUAL,
  nameHash VARCHAR(256) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY nameHash (nameHash),
  KEY team_entity_name_index (name)
);
CREATE TABLE IF NOT EXISTS role_entity (
  id VARCHAR(36) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.id'))) STORED NOT NULL,
  name VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.name'))) VIRTUAL NOT NULL,
  json JSON NOT NULL,
  updatedAt BIGINT UNSIGNED GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedAt'))) VIRTUAL NOT NULL,
  updatedBy VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedBy'))) VIRTUAL NOT NULL,
  deleted BOOLEAN GENERATED ALWAYS AS (json_extract(json, '$.deleted')) VIRTUAL,
  nameHash VARCHAR(256) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY nameHash (nameHash),
  KEY role_entity_name_index (name)
);
CREATE TABLE IF NOT EXISTS policy_entity (
  id VARCHAR(36) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.id'))) STORED NOT NULL,
  name VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.name'))) VIRTUAL NOT NULL,
  json JSON NOT NULL,
  updatedAt BIGINT UNSIGNED GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedAt'))) VIRTUAL NOT NULL,
  updatedBy VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedBy'))) VIRTUAL NOT NULL,
  deleted BOOLEAN GENERATED ALWAYS AS (json_extract(json, '$.deleted')) VIRTUAL,
  fqnHash VARCHAR(768) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY fqnHash (fqnHash),
  KEY policy_entity_name_index (name)
);
CREATE TABLE IF NOT EXISTS bot_entity (
  id VARCHAR(36) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.id'))) STORED NOT NULL,
  name VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.name'))) VIRTUAL NOT NULL,
  json JSON NOT NULL,
  updatedAt BIGINT UNSIGNED GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedAt'))) VIRTUAL NOT NULL,
  updatedBy VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedBy'))) VIRTUAL NOT NULL,
  deleted BOOLEAN GENERATED ALWAYS AS (json_extract(json, '$.deleted')) VIRTUAL,
  nameHash VARCHAR(256) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY nameHash (nameHash),
  KEY bot_entity_name_index (name)
);
CREATE TABLE IF NOT EXISTS dbservice_entity (
  id VARCHAR(36) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.id'))) STORED NOT NULL,
  name VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.name'))) VIRTUAL NOT NULL,
  serviceType VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.serviceType'))) VIRTUAL NOT NULL,
  json JSON NOT NULL,
  updatedAt BIGINT UNSIGNED GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedAt'))) VIRTUAL NOT NULL,
  updatedBy VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedBy'))) VIRTUAL NOT NULL,
  deleted BOOLEAN GENERATED ALWAYS AS (json_extract(json, '$.deleted')) VIRTUAL,
  nameHash VARCHAR(256) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY nameHash (nameHash),
  KEY dbservice_entity_name_index (name)
);
CREATE TABLE IF NOT EXISTS metadata_service_entity (
  id VARCHAR(36) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.id'))) STORED NOT NULL,
  name VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.name'))) VIRTUAL NOT NULL,
  serviceType VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.serviceType'))) VIRTUAL NOT NULL,
  json JSON NOT NULL,
  updatedAt BIGINT UNSIGNED GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedAt'))) VIRTUAL NOT NULL,
  updatedBy VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedBy'))) VIRTUAL NOT NULL,
  deleted BOOLEAN GENERATED ALWAYS AS (json_extract(json, '$.deleted')) VIRTUAL,
  nameHash VARCHAR(256) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY nameHash (nameHash),
  KEY metadata_service_entity_name_index (name)
);
CREATE TABLE IF NOT EXISTS database_entity (
  id VARCHAR(36) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.id'))) STORED NOT NULL,
  name VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.name'))) VIRTUAL NOT NULL,
  json JSON NOT NULL,
  updatedAt BIGINT UNSIGNED GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedAt'))) VIRTUAL NOT NULL,
  updatedBy VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedBy'))) VIRTUAL NOT NULL,
  deleted BOOLEAN GENERATED ALWAYS AS (json_extract(json, '$.deleted')) VIRTUAL,
  fqnHash VARCHAR(768) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY fqnHash (fqnHash),
  KEY database_entity_name_index (name)
);
CREATE TABLE IF NOT EXISTS database_schema_entity (
  id VARCHAR(36) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.id'))) STORED NOT NULL,
  name VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.name'))) VIRTUAL NOT NULL,
  json JSON NOT NULL,
  updatedAt BIGINT UNSIGNED GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedAt'))) VIRTUAL NOT NULL,
  updatedBy VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedBy'))) VIRTUAL NOT NULL,
  deleted BOOLEAN GENERATED ALWAYS AS (json_extract(json, '$.deleted')) VIRTUAL,
  fqnHash VARCHAR(768) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY fqnHash (fqnHash),
  KEY database_schema_entity_name_index (name)
);
CREATE TABLE IF NOT EXISTS table_entity (
  id VARCHAR(36) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.id'))) STORED NOT NULL,
  name VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.name'))) VIRTUAL NOT NULL,
  json JSON NOT NULL,
  updatedAt BIGINT UNSIGNED GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedAt'))) VIRTUAL NOT NULL,
  updatedBy VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedBy'))) VIRTUAL NOT NULL,
  deleted BOOLEAN GENERATED ALWAYS AS (json_extract(json, '$.deleted')) VIRTUAL,
  fqnHash VARCHAR(768) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY fqnHash (fqnHash),
  KEY table_entity_name_index (name)
);
CREATE TABLE IF NOT EXISTS metric_entity (
  id VARCHAR(36) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.id'))) STORED NOT NULL,
  name VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.name'))) VIRTUAL NOT NULL,
  json JSON NOT NULL,
  updatedAt BIGINT UNSIGNED GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedAt'))) VIRTUAL NOT NULL,
  updatedBy VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedBy'))) VIRTUAL NOT NULL,
  deleted BOOLEAN GENERATED ALWAYS AS (json_extract(json, '$.deleted')) VIRTUAL,
  fqnHash VARCHAR(768) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY fqnHash (fqnHash),
  KEY metric_entity_name_index (name)
);
CREATE TABLE IF NOT EXISTS glossary_entity (
  id VARCHAR(36) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.id'))) STORED NOT NULL,
  name VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.name'))) VIRTUAL NOT NULL,
  json JSON NOT NULL,
  updatedAt BIGINT UNSIGNED GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedAt'))) VIRTUAL NOT NULL,
  updatedBy VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedBy'))) VIRTUAL NOT NULL,
  deleted BOOLEAN GENERATED ALWAYS AS (json_extract(json, '$.deleted')) VIRTUAL,
  nameHash VARCHAR(256) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY nameHash (nameHash),
  KEY glossary_entity_name_index (name)
);
CREATE TABLE IF NOT EXISTS glossary_term_entity (
  id VARCHAR(36) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.id'))) STORED NOT NULL,
  name VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.name'))) VIRTUAL NOT NULL,
  json JSON NOT NULL,
  updatedAt BIGINT UNSIGNED GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedAt'))) VIRTUAL NOT NULL,
  updatedBy VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedBy'))) VIRTUAL NOT NULL,
  deleted BOOLEAN GENERATED ALWAYS AS (json_extract(json, '$.deleted')) VIRTUAL,
  fqnHash VARCHAR(756) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY fqnHash (fqnHash),
  KEY glossary_term_entity_name_index (name)
);
CREATE TABLE IF NOT EXISTS query_entity (
  id VARCHAR(36) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.id'))) STORED NOT NULL,
  name VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.name'))) VIRTUAL NOT NULL,
  json JSON NOT NULL,
  updatedAt BIGINT UNSIGNED GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedAt'))) VIRTUAL NOT NULL,
  updatedBy VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedBy'))) VIRTUAL NOT NULL,
  fqnHash VARCHAR(256) DEFAULT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY nameHash (fqnHash),
  KEY query_entity_name_index (name)
);
CREATE TABLE IF NOT EXISTS ingestion_pipeline_entity (
  id VARCHAR(36) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.id'))) STORED NOT NULL,
  name VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.name'))) VIRTUAL NOT NULL,
  json JSON NOT NULL,
  updatedAt BIGINT UNSIGNED GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedAt'))) VIRTUAL NOT NULL,
  updatedBy VARCHAR(256) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.updatedBy'))) VIRTUAL NOT NULL,
  deleted BOOLEAN GENERATED ALWAYS AS (json_extract(json, '$.deleted')) VIRTUAL,
  timestamp BIGINT DEFAULT NULL,
  fqnHash VARCHAR(768) CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY fqnHash (fqnHash),
  KEY ingestion_pipeline_entity_name_index (name)
);
