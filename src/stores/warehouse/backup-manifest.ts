import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { messageOf } from '../../kit/errors.ts'
import { warehouseErrors } from './errors.ts'

const plainName = z.string().regex(/^[a-z_][a-z0-9_]*$/i)
const tableEntry = z.object({
  name: plainName,
  /** Stored columns in order; computed ones are computed again. */
  columns: z.array(plainName).min(1),
  rows: z.int().min(0),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
const manifest = z.object({
  format: z.literal('liangti-warehouse-1'),
  /** Steps of the schema that had been taken. */
  migrations: z.array(z.string()),
  tables: z.array(tableEntry),
})
export type TableEntry = z.output<typeof tableEntry>
export type BackupManifest = z.output<typeof manifest>

const fileName = 'warehouse.json'

export function tableFile(dir: string, table: string): string {
  return join(dir, `${table}.native`)
}

/** Written last: a folder without it is not a backup. */
export async function writeManifest(dir: string, content: Omit<BackupManifest, 'format'>): Promise<void> {
  const text = JSON.stringify({ format: 'liangti-warehouse-1', ...content }, null, 2)
  await writeFile(join(dir, fileName), `${text}\n`, { mode: 0o600 })
}

/**
 * The manifest of a backup, all of whose files are there and unchanged.
 * @throws warehouse.backupDamaged naming the first file that is not as written
 */
export async function readVerifiedManifest(dir: string): Promise<BackupManifest> {
  const file = join(dir, fileName)
  let content: unknown
  try {
    content = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw warehouseErrors.backupDamaged({ file, problem: messageOf(error) }, error)
  }
  const parsed = manifest.safeParse(content)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw warehouseErrors.backupDamaged({ file, problem: `${issue?.path.join('.')}: ${issue?.message}` })
  }
  for (const table of parsed.data.tables) await verify(tableFile(dir, table.name), table)
  return parsed.data
}

async function verify(file: string, table: TableEntry): Promise<void> {
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(file), hash)
  } catch (error) {
    throw warehouseErrors.backupDamaged({ file, problem: messageOf(error) }, error)
  }
  if (hash.digest('hex') === table.sha256) return
  throw warehouseErrors.backupDamaged({ file, problem: 'its contents are not those that were written' })
}
