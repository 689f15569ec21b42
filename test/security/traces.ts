import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { createBinder, identifier, sql } from '../../src/kit/sql.ts'
import { int64, type Warehouse } from '../../src/stores/warehouse/index.ts'

/** Every way a text may lie in a file without being encrypted. */
function formsOf(text: string): Buffer[] {
  const bytes = Buffer.from(text, 'utf8')
  const base64 = [0, 1, 2].map((shift) => {
    // In the middle of longer base64 the text may begin at any of three places; the outer characters vary.
    const coded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64')
    return coded.slice(shift === 0 ? 0 : shift + 1, Math.floor(((shift + bytes.length) * 4) / 3) - 1)
  })
  const forms = [bytes, Buffer.from(text, 'utf16le'), Buffer.from(bytes.toString('hex'))]
  return [...forms, ...base64.map((form) => Buffer.from(form)), Buffer.from(encodeURIComponent(text))]
}

export function filesUnder(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name)
    if (entry.isDirectory()) return filesUnder(path)
    return entry.isFile() ? [path] : []
  })
}

/** Files that hold any of the texts, as `path: text`. */
export function tracesInFiles(
  dir: string,
  texts: readonly string[],
  except: readonly string[] = [],
): string[] {
  const wanted = texts.map((text) => ({ text, forms: formsOf(text) }))
  return filesUnder(dir)
    .filter((path) => !except.some((part) => path.startsWith(join(dir, part))) && statSync(path).size > 0)
    .flatMap((path) => {
      const bytes = readFileSync(path)
      return wanted
        .filter(({ forms }) => forms.some((form) => bytes.includes(form)))
        .map(({ text }) => `${path}: ${text}`)
    })
}

export function tracesInText(where: string, content: string, texts: readonly string[]): string[] {
  return texts.filter((text) => content.includes(text)).map((text) => `${where}: ${text}`)
}

/**
 * Tables that hold any of the texts in any column, the engine's own logs and error lists among them. Parts of tables are
 * compressed, so the engine has to look itself.
 */
export async function tracesInWarehouse(warehouse: Warehouse, texts: readonly string[]): Promise<string[]> {
  const tables = await warehouse.rows(
    sql`SELECT database, name FROM system.tables
        WHERE engine NOT IN ('View', 'MaterializedView') AND lower(database) != 'information_schema'
          AND (database != 'system' OR match(name, 'log|error|process|quer|cache|warning|crash|mutation|part|insert'))`,
    z.object({ database: z.string(), name: z.string() }),
  )
  const found: string[] = []
  for (const { database, name } of tables) {
    for (const text of texts) {
      const bind = createBinder('trace_')
      // In two halves, or the query would find itself among those that run.
      const half = Math.floor(text.length / 2)
      const needle = sql`concat(${bind('String', text.slice(0, half))}, ${bind('String', text.slice(half))})`
      const [row] = await warehouse.rows(
        sql`SELECT countIf(position(formatRow('TSV', *), ${needle}) > 0) AS n FROM ${identifier(database)}.${identifier(name)}`,
        z.object({ n: int64() }),
        { pool: 'long' },
      )
      if ((row?.n ?? 0) > 0) found.push(`${database}.${name}: ${text}`)
    }
  }
  return found
}
