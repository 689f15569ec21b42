import { normal, uniform, weighted } from './chance.ts'

export interface Founding {
  seed: number
  customers: number
  effect: number
  today: Date
  horizonDays: number
}

const cities = [
  ['上海', 16],
  ['北京', 14],
  ['广州', 10],
  ['深圳', 10],
  ['杭州', 8],
  ['成都', 9],
  ['南京', 6],
  ['武汉', 7],
  ['西安', 5],
  ['苏州', 5],
  ['长沙', 5],
  ['青岛', 5],
] as const
const regions = [
  ['上海', '上海'],
  ['北京', '北京'],
  ['广州', '广东'],
  ['深圳', '广东'],
  ['杭州', '浙江'],
  ['成都', '四川'],
  ['南京', '江苏'],
  ['武汉', '湖北'],
  ['西安', '陕西'],
  ['苏州', '江苏'],
  ['长沙', '湖南'],
  ['青岛', '山东'],
] as const
export const categories = [
  { name: '女装', items: ['连衣裙', '针织衫', '风衣', '衬衫', '半身裙'], price: 320, weight: 26 },
  { name: '男装', items: ['衬衫', '西裤', '夹克', '毛衣', '西装'], price: 380, weight: 20 },
  { name: '童装', items: ['T恤', '外套', '连体衣', '裤子', '睡衣'], price: 150, weight: 14 },
  { name: '鞋履', items: ['皮鞋', '运动鞋', '短靴', '凉鞋', '乐福鞋'], price: 420, weight: 12 },
  { name: '家纺', items: ['四件套', '蚕丝被', '枕头', '毛巾', '凉席'], price: 450, weight: 10 },
  { name: '配饰', items: ['围巾', '皮带', '帽子', '手套', '领带'], price: 120, weight: 10 },
  { name: '箱包', items: ['双肩包', '手提包', '旅行箱', '钱包', '腰包'], price: 360, weight: 8 },
] as const
export const productsPerCategory = 36

/**
 * Who lives in the demo world. What the product can never see stands here and only here: the true purchase rate, the
 * day somebody drifts away, the preferred channel and how strongly a message moves them.
 * Planted: the best tenth makes about half of the value; three stages of life; e-mail people who went quiet within the
 * last eight months respond to mail, most others hardly do.
 */
export function populationSql(world: string, f: Founding): string[] {
  const u = (tag: string) => uniform(f.seed, tag, 'i')
  const n = (tag: string) => normal(f.seed, tag, 'i')
  return [
    `CREATE TABLE ${world}.people ENGINE = MergeTree ORDER BY i AS
     WITH toUInt32(number + 1) AS i,
          ${u('prospect')} < 0.06 AS is_prospect,
          20 + 760 * pow(${u('joined')}, 0.8) AS joined_days_ago,
          -log(${u('stay')}) * 520 AS stays_days
     SELECT i, is_prospect, joined_days_ago,
            toFloat64(exp(log(1. / 75) + 0.95 * ${n('rate')})) AS orders_per_day,
            toFloat64(exp(0.50 * ${n('basket')})) AS basket_factor,
            toInt32(joined_days_ago - stays_days) AS left_days_ago,    -- negative: still to come
            ${weighted(u('channel'), [
              ['email', 50],
              ['app', 30],
              ['shop', 20],
            ])} AS preferred_channel,
            toUInt8(floor(${u('favourite')} * ${categories.length})) AS favourite,
            ${weighted(u('city'), cities)} AS city,
            if(${u('gender')} < 0.62, 'female', 'male') AS gender,
            toUInt16(1958 + floor(48 * ${u('born')})) AS birth_year,
            multiIf(preferred_channel != 'email', 0.03, left_days_ago BETWEEN 20 AND 240, 0.60, 0.06)
              * ${f.effect} AS response,
            multiIf(preferred_channel = 'email', 0.52, 0.16) AS opens,
            multiIf(preferred_channel = 'email', 0.34, 0.15) AS clicks_when_open
     FROM numbers(${f.customers})`,
    `CREATE TABLE ${world}.products ENGINE = MergeTree ORDER BY p AS
     WITH toUInt32(number) AS p, intDiv(p, ${productsPerCategory}) AS c
     SELECT p, concat('P', leftPad(toString(p + 1), 4, '0')) AS product_id, toUInt8(c) AS category_no,
            [${categories.map((c) => `'${c.name}'`).join(', ')}][c + 1] AS category,
            concat([${categories.map((c) => `[${c.items.map((item) => `'${item}'`).join(', ')}]`).join(', ')}][c + 1][p % 5 + 1], ' ', leftPad(toString(p % ${productsPerCategory} + 1), 2, '0')) AS name,
            toInt64(round([${categories.map((c) => c.price).join(', ')}][c + 1] * exp(0.45 * ${normal(f.seed, 'price', 'p')})) * 100 - 100) + 99 AS price_minor,
            toInt64(round(price_minor * (0.48 + 0.2 * ${uniform(f.seed, 'cost', 'p')}))) AS cost_minor
     FROM numbers(${categories.length * productsPerCategory})`,
    `CREATE TABLE ${world}.keys (i UInt32, person_key UInt64) ENGINE = MergeTree ORDER BY i`,
    // campaign_no counts the campaigns in the order in which they first reached anybody, nth a person's messages of one.
    `CREATE TABLE ${world}.inbox (i UInt32, message_id String, campaign_id String, received_day Int32, campaign_no UInt16, nth UInt16) ENGINE = MergeTree ORDER BY (i, message_id)`,
  ]
}

export function customersSql(
  world: string,
  product: string,
  workspaceId: number,
  importId: string,
  today: Date,
): string {
  return `INSERT INTO ${product}.customers
    (workspace_id, person_key, first_seen, status, country, region, city, gender, birth_year, language, reachable, attributes, import_id, updated_at)
    SELECT ${workspaceId}, person_key, ${at(today, '-joined_days_ago')}, if(is_prospect, 'prospect', 'customer'), 'CN',
           transform(city, [${regions.map(([city]) => `'${city}'`).join(', ')}], [${regions.map(([, region]) => `'${region}'`).join(', ')}], ''),
           city, gender, birth_year, 'zh-CN', ['email'],
           CAST(format('{{"joined_by":"{}"}}', multiIf(i % 10 < 5, '线上', i % 10 < 8, '门店', '好友推荐')) AS JSON(max_dynamic_paths = 256)), '${importId}', ${at(today, '0')}
    FROM ${world}.people INNER JOIN ${world}.keys USING (i)`
}

export function productsSql(
  world: string,
  product: string,
  workspaceId: number,
  importId: string,
  currency: string,
  today: Date,
): string {
  return `INSERT INTO ${product}.products
    (workspace_id, product_id, name, category, category_path, currency, price_minor, cost_minor, import_id, updated_at)
    SELECT ${workspaceId}, product_id, name, category, [category], '${currency}', price_minor, cost_minor, '${importId}', ${at(today, '0')}
    FROM ${world}.products`
}

/** A time so many days after midnight of `today`, as the engine's text. */
export function at(today: Date, days: string): string {
  return `(toDateTime64('${today.toISOString().slice(0, 19).replace('T', ' ')}', 3, 'UTC') + toIntervalSecond(toInt64(86400 * (${days}))))`
}
