import { z } from 'zod'
import type { Connection } from '../define-source.ts'

/** How a table of any database server is reached and read. */
export const tableSettings = z.object({
  host: z.string().trim().min(1).max(253),
  port: z.coerce.number().int().min(1).max(65_535),
  database: z.string().trim().min(1).max(100),
  user: z.string().trim().min(1).max(100),
  tls: z.enum(['verify', 'encrypt', 'off']).default('verify'),
  table: z.string().trim().max(200).default(''),
  cursorColumn: z.string().trim().max(100).default(''),
  tieColumn: z.string().trim().max(100).default(''),
  /** Rows of transactions that end late carry an earlier time: so far back is looked again. */
  overlapMinutes: z.coerce.number().int().min(0).max(1_440).default(5),
})
export const tableSecrets = z.object({ password: z.string().max(500).default('') })
export type TableConnection = Connection<z.output<typeof tableSettings>, z.output<typeof tableSecrets>>

export function tableForm(port: number) {
  return [
    { name: 'host', type: 'text', required: true },
    { name: 'port', type: 'number', required: true, default: port },
    { name: 'database', type: 'text', required: true },
    { name: 'user', type: 'text', required: true },
    { name: 'password', type: 'secret' },
    { name: 'tls', type: 'choice', options: ['verify', 'encrypt', 'off'], default: 'verify' },
    { name: 'table', type: 'text', required: true, discovered: true },
    { name: 'cursorColumn', type: 'text' },
    { name: 'tieColumn', type: 'text' },
    { name: 'overlapMinutes', type: 'number', default: 5 },
  ] as const
}
