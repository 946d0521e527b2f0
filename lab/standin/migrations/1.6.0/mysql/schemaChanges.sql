-- Copyright (c) openmetadata.ops contributors
-- GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
-- SPDX-License-Identifier: GPL-3.0-or-later

-- Records of an application are told apart by what they extend.
ALTER TABLE apps_extension_time_series
  ADD COLUMN extension VARCHAR(255) GENERATED ALWAYS AS (json_unquote(json_extract(json, '$.extension'))) VIRTUAL;
CREATE INDEX apps_extension_time_series_app_index ON apps_extension_time_series (appId);
