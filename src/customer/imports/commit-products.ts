import { z } from 'zod'
import { type SqlFragment, sql } from '../../kit/sql.ts'
import { int64, type Warehouse } from '../../stores/warehouse/index.ts'
import { afterWhatStands } from '../survivorship/choose.ts'
import { bind, type Commit, long } from './commit-shape.ts'
import type { StagingNames } from './staging.ts'

const productColumns = sql`workspace_id, product_id, name, category, category_path, brand, currency, price_minor, cost_minor,
      attributes, import_id, updated_at`

function known(commit: Commit, names: StagingNames): SqlFragment {
  return sql`SELECT *, attributes::String AS attributes_text, arrayStringConcat(category_path, ' > ') AS path FROM products FINAL
    WHERE workspace_id = ${bind('workspace', 'UInt32', commit.workspaceId)} AND product_id IN (SELECT product_id FROM ${names.rows})`
}

const pathOf = sql`arrayFilter(x -> x != '', arrayMap(x -> trimBoth(x), splitByString('>', category)))`

/** Product data that order lines carry fills what a product list has not said; it replaces nothing. */
export async function feedProducts(warehouse: Warehouse, commit: Commit, names: StagingNames): Promise<void> {
  await warehouse.command(
    sql`
    INSERT INTO products (${productColumns})
    SELECT ${bind('workspace', 'UInt32', commit.workspaceId)}, s.product_id, if(e.name = '', s.name, e.name),
           if(e.category = '', if(empty(s.path), '', s.path[1]), e.category), if(empty(e.category_path), s.path, e.category_path),
           if(e.brand = '', s.brand, e.brand), if(e.currency = '', s.currency, e.currency), e.price_minor, e.cost_minor,
           if(e.product_id = '', '{}', e.attributes_text),
           if(e.product_id = '', ${bind('importId', 'UUID', commit.importId)}, e.import_id), ${afterWhatStands(sql`e.updated_at`)}
    FROM (SELECT product_id, argMaxIf(product_name, ts_ms, product_name != '') AS name, argMaxIf(brand, ts_ms, brand != '') AS brand,
                 argMaxIf(category, ts_ms, category != '') AS category, ${pathOf} AS path, any(currency) AS currency
          FROM ${names.rows} WHERE product_id != '' AND kind != 'charge' GROUP BY product_id) AS s
    LEFT JOIN (${known(commit, names)}) AS e ON e.product_id = s.product_id
    WHERE e.product_id = '' OR (e.name = '' AND s.name != '') OR (e.brand = '' AND s.brand != '')
       OR (empty(e.category_path) AND notEmpty(s.path))`,
    long,
  )
}

/** Products of a product list: filled cells replace, blank ones leave. @returns distinct rows that changed something */
export async function commitProducts(
  warehouse: Warehouse,
  commit: Commit,
  names: StagingNames,
): Promise<number> {
  const merged = sql`
    SELECT s.product_id AS product_id, s.distinct_rows AS distinct_rows, if(s.name = '', e.name, s.name) AS name,
           if(empty(s.path), e.category_path, s.path) AS path, if(s.brand = '', e.brand, s.brand) AS brand,
           s.currency AS currency, ifNull(s.price, e.price_minor) AS price, ifNull(s.cost, e.cost_minor) AS cost,
           jsonMergePatch(if(e.product_id = '', '{}', e.attributes_text), s.attributes) AS attributes,
           if(e.product_id = '', ${bind('importId', 'UUID', commit.importId)}, e.import_id) AS import_id, e.updated_at AS replaced_at,
           e.product_id = '' OR name != e.name OR path != e.category_path OR brand != e.brand OR currency != e.currency
             OR NOT (price <=> e.price_minor) OR NOT (cost <=> e.cost_minor)
             OR attributes != jsonMergePatch('{}', if(e.product_id = '', '{}', e.attributes_text)) AS changed
    FROM (SELECT product_id, uniqExact(row_key) AS distinct_rows, argMaxIf(name, row, name != '') AS name,
                 argMaxIf(category, row, category != '') AS category, ${pathOf} AS path,
                 argMaxIf(brand, row, brand != '') AS brand, argMax(currency, row) AS currency,
                 argMax(price, row) AS price, argMax(cost, row) AS cost,
                 jsonMergePatch('{}', argMax(attributes, row)) AS attributes
          FROM ${names.rows} GROUP BY product_id) AS s
    LEFT JOIN (${known(commit, names)}) AS e ON e.product_id = s.product_id`
  const stored =
    commit.counted ??
    (
      await warehouse.rows(
        sql`SELECT sumIf(distinct_rows, changed) AS n FROM (${merged})`,
        z.object({ n: int64() }),
        long,
      )
    )[0]?.n ??
    0
  await commit.remember(stored)
  await warehouse.command(
    sql`INSERT INTO products (${productColumns})
        SELECT ${bind('workspace', 'UInt32', commit.workspaceId)}, product_id, name, if(empty(path), '', path[1]), path, brand,
               currency, price, cost, attributes, import_id, ${afterWhatStands(sql`replaced_at`)}
        FROM (${merged}) WHERE changed`,
    long,
  )
  return stored
}
