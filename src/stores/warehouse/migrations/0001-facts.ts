/**
 * The facts of design §4. Every table leads with the workspace, then what it is read by. `person_key` never changes;
 * who a key belongs to today is asked through `customer/identity`. Rows that a retry may repeat sit in
 * ReplacingMergeTree and are read with FINAL; order lines are kept unique by `row_key` before they get here.
 */
const durable =
  'SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, non_replicated_deduplication_window = 1000'

export const facts: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS customers (
    workspace_id UInt32,
    person_key   UInt64,
    first_seen   DateTime64(3, 'UTC'),
    status       LowCardinality(String),              -- prospect, customer
    country      LowCardinality(String) DEFAULT '',
    region       LowCardinality(String) DEFAULT '',
    city         LowCardinality(String) DEFAULT '',
    gender       LowCardinality(String) DEFAULT '',
    birth_year   UInt16 DEFAULT 0,
    tier         LowCardinality(String) DEFAULT '',
    language     LowCardinality(String) DEFAULT '',
    reachable    Array(LowCardinality(String)),       -- channels with an address in the ledger: email, sms …
    attributes   JSON(max_dynamic_paths = 256),
    import_id    UUID DEFAULT toUUID('00000000-0000-0000-0000-000000000000'),
    updated_at   DateTime64(3, 'UTC')
  ) ENGINE = ReplacingMergeTree(updated_at) ORDER BY (workspace_id, person_key) ${durable}`,

  `CREATE TABLE IF NOT EXISTS products (
    workspace_id UInt32,
    product_id   String,
    name         String DEFAULT '',
    category     LowCardinality(String) DEFAULT '',   -- top of the path, hot
    category_path Array(LowCardinality(String)),
    brand        LowCardinality(String) DEFAULT '',
    currency     LowCardinality(String) DEFAULT '',
    price_minor  Nullable(Int64),
    cost_minor   Nullable(Int64),
    attributes   JSON(max_dynamic_paths = 256),
    import_id    UUID DEFAULT toUUID('00000000-0000-0000-0000-000000000000'),
    updated_at   DateTime64(3, 'UTC')
  ) ENGINE = ReplacingMergeTree(updated_at) ORDER BY (workspace_id, product_id) ${durable}`,

  // By quarter first: "the last 90 days" reads those quarters alone (through by_ts), in one partition still, so that an
  // import is attached whole. Within a quarter a customer's lines lie together; short granules keep them cheap to find.
  `CREATE TABLE IF NOT EXISTS order_lines (
    workspace_id UInt32,
    person_key   UInt64,                              -- 0: the source named no customer
    ts           DateTime64(3, 'UTC'),
    order_id     String,
    row_key      UInt128,                             -- what makes the row this row; the same key is stored once
    kind         Enum8('sale' = 1, 'return' = 2, 'charge' = 3),  -- charge: postage, fees, not goods
    product_id   LowCardinality(String),              -- asked by sets of products: once a product, not once a line
    quantity     Float64,                             -- negative for returns
    currency     LowCardinality(String),
    amount_minor Int64,                               -- paid for the line, after discount; negative for returns
    discount_minor Int64 DEFAULT 0,
    cost_minor   Nullable(Int64),                     -- cost of the goods of the line, where the source knows it
    channel      LowCardinality(String) DEFAULT '',
    place_id     LowCardinality(String) DEFAULT '',
    coupon       LowCardinality(String) DEFAULT '',
    source       LowCardinality(String) DEFAULT '',
    import_id    UUID,
    stored_at    DateTime64(3, 'UTC') DEFAULT now64(3),
    INDEX by_ts ts TYPE minmax GRANULARITY 4,
    INDEX by_import import_id TYPE bloom_filter GRANULARITY 4
  ) ENGINE = MergeTree ORDER BY (workspace_id, toRelativeQuarterNum(ts), person_key, ts, order_id, row_key)
  ${durable}, index_granularity = 2048`,

  // One row an order. A view, so that lines and orders cannot drift apart.
  // Columns are written with their table: a bare name would mean the sum of the same name.
  `CREATE VIEW IF NOT EXISTS orders AS
    SELECT l.workspace_id AS workspace_id, l.person_key AS person_key, l.order_id AS order_id,
           min(l.ts) AS ts,
           any(l.currency) AS currency,
           sum(l.amount_minor) AS amount_minor,
           sum(l.discount_minor) AS discount_minor,
           sum(l.cost_minor) AS cost_minor,           -- of the lines whose cost is known
           countIf(l.cost_minor IS NOT NULL) AS lines_with_cost,
           toUInt32(count()) AS lines,
           sumIf(l.quantity, l.kind != 'charge') AS quantity,
           any(l.channel) AS channel,
           any(l.place_id) AS place_id,
           if(sumIf(l.amount_minor, l.kind != 'charge') < 0, 'return', 'sale') AS kind
    FROM order_lines AS l
    GROUP BY workspace_id, person_key, order_id`,

  `CREATE TABLE IF NOT EXISTS events (
    workspace_id UInt32,
    name         LowCardinality(String),
    person_key   UInt64,
    ts           DateTime64(3, 'UTC'),
    message_id   String,
    product_id   String DEFAULT '',                   -- hot properties are columns
    category     LowCardinality(String) DEFAULT '',
    channel      LowCardinality(String) DEFAULT '',
    value_minor  Int64 DEFAULT 0,
    properties   JSON(max_dynamic_paths = 256),
    source       LowCardinality(String) DEFAULT '',
    stored_at    DateTime64(3, 'UTC') DEFAULT now64(3)
  ) ENGINE = MergeTree ORDER BY (workspace_id, name, person_key, ts) ${durable}`,

  `CREATE TABLE IF NOT EXISTS touches (
    workspace_id UInt32,
    campaign_id  UUID,
    person_key   UInt64,
    ts           DateTime64(3, 'UTC'),
    touch_id     UUID,
    delivery_id  UUID,
    kind         LowCardinality(String),              -- sent, failed, unknown, suppressed, opened, clicked, unsubscribed, bounced, replied
    step         LowCardinality(String) DEFAULT '',
    channel      LowCardinality(String),
    offer_id     UUID DEFAULT toUUID('00000000-0000-0000-0000-000000000000'),
    creative_id  UUID DEFAULT toUUID('00000000-0000-0000-0000-000000000000'),
    arm          LowCardinality(String) DEFAULT '',
    agent        LowCardinality(String) DEFAULT '',
    cost_minor   Int64 DEFAULT 0,
    currency     LowCardinality(String) DEFAULT '',
    outcome      LowCardinality(String) DEFAULT '',
    reason       LowCardinality(String) DEFAULT '',
    is_bot       UInt8 DEFAULT 0,
    source       LowCardinality(String) DEFAULT '',
    import_id    UUID DEFAULT toUUID('00000000-0000-0000-0000-000000000000'),
    stored_at    DateTime64(3, 'UTC') DEFAULT now64(3)
  ) ENGINE = ReplacingMergeTree(stored_at) ORDER BY (workspace_id, person_key, ts, touch_id) ${durable}`,

  // What was decided for everyone in the audience, control included: control's rows are the ghost decisions.
  `CREATE TABLE IF NOT EXISTS decisions (
    workspace_id UInt32,
    campaign_id  UUID,
    person_key   UInt64,
    arm          LowCardinality(String),              -- treatment, control
    action       LowCardinality(String),              -- send, withhold (ghost), silent
    reason       LowCardinality(String) DEFAULT '',   -- why silent: no_address, do_not_send, contact_cap, budget …
    offer_id     UUID,
    creative_id  UUID,
    channel      LowCardinality(String),
    covariate    Float64,                             -- spend before the draw, for CUPED
    decided_at   DateTime64(3, 'UTC')
  ) ENGINE = ReplacingMergeTree(decided_at) ORDER BY (workspace_id, campaign_id, person_key) ${durable}`,

  // Wide snapshot of what rules and pages ask most; one row a customer and day.
  `CREATE TABLE IF NOT EXISTS customer_features (
    workspace_id    UInt32,
    as_of           Date,
    person_key      UInt64,
    first_order_at  DateTime64(3, 'UTC'),
    last_order_at   DateTime64(3, 'UTC'),
    recency_days    UInt32,
    frequency       UInt32,                           -- orders with goods, returns not counted
    monetary_minor  Int64,                            -- net of returns, charges not counted
    breadth         UInt32,                           -- categories (or products, where there are no categories) bought
    length_days     UInt32,                           -- first order to as_of
    r               UInt8,
    f               UInt8,
    m               UInt8,
    computed_at     DateTime64(3, 'UTC')
  ) ENGINE = ReplacingMergeTree(computed_at) ORDER BY (workspace_id, as_of, person_key) ${durable}`,
]
