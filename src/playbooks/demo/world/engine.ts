import { type ClickHouseClient, createClient } from '@clickhouse/client'

/** The world's own database in the engine; the product never reads it. */
export interface WorldEngine {
  command(sql: string): Promise<void>
  rows<T>(sql: string): Promise<T[]>
  csv(sql: string): Promise<string>
  insert(table: string, rows: readonly object[]): Promise<void>
  close(): Promise<void>
}

export function openWorldEngine(at: { url: string; user: string; password: string }): WorldEngine {
  const client: ClickHouseClient = createClient({
    url: at.url,
    username: at.user,
    password: at.password,
    request_timeout: 300_000,
    log: { level: 127 },
  })
  return {
    command: async (sql) => {
      await client.command({ query: sql })
    },
    rows: async <T>(sql: string) => {
      const result = await client.query({
        query: sql,
        format: 'JSONEachRow',
        clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
      })
      return (await result.json()) as T[]
    },
    csv: async (sql) => (await client.query({ query: sql, format: 'CSVWithNames' })).text(),
    insert: async (table, rows) => {
      if (rows.length > 0) await client.insert({ table, values: [...rows], format: 'JSONEachRow' })
    },
    close: () => client.close(),
  }
}
