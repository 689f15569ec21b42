import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { type Task, throwIfCancelled } from '../../kit/progress.ts'
import { backupErrors } from './errors.ts'
import { queueSchema } from './queue.ts'

const fileEntry = z.object({
  table: z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/),
  columns: z.array(z.string().min(1)).min(1),
  rows: z.int().nonnegative(),
  /** Path inside the backup. */
  file: z.string().regex(/^(ledger|warehouse)\/[a-z0-9_]+\.(ndjson|native)\.gz$/),
  bytes: z.int().nonnegative(),
  sha256: z.string().length(64),
})
export type FileEntry = z.output<typeof fileEntry>

const manifestSchema = z.object({
  format: z.literal(1),
  liangti: z.string(),
  /** Moment of the cut: what was acknowledged before it is in, what came later is not. */
  cutAt: z.iso.datetime(),
  masterKey: z.string(),
  ledger: z.object({
    engine: z.string(),
    migrations: z.array(z.string()),
    tables: z.array(fileEntry),
    sequences: z.array(z.object({ name: z.string(), value: z.string().regex(/^-?\d+$/) })),
    queue: queueSchema,
  }),
  warehouse: z.object({ engine: z.string(), migrations: z.array(z.string()), tables: z.array(fileEntry) }),
})
export type Manifest = z.output<typeof manifestSchema>

export const masterKeyNote =
  'Not included. Identifiers in this backup can be read only with the files master.key and person.keys; keep their copies apart from the backup.'

const fileName = 'manifest.json'

/** Written last and at once: a folder with a manifest is a whole backup. */
export function writeManifest(dir: string, manifest: Manifest): void {
  const partial = join(dir, `${fileName}.new`)
  writeFileSync(partial, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 })
  renameSync(partial, join(dir, fileName))
}

/** @throws backup.notABackup, backup.newer */
export function readManifest(dir: string): Manifest {
  const path = join(dir, fileName)
  if (!existsSync(path)) throw backupErrors.notABackup({ dir, problem: 'there is no manifest.json in it' })
  let content: unknown
  try {
    content = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw backupErrors.notABackup({ dir, problem: 'manifest.json cannot be read' }, error)
  }
  const { format, liangti } = content as { format?: unknown; liangti?: unknown }
  if (typeof format === 'number' && format > 1)
    throw backupErrors.newer({ what: `format ${format}`, version: String(liangti) })
  const parsed = manifestSchema.safeParse(content)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw backupErrors.notABackup({
    dir,
    problem: `manifest.json: ${issue?.path.join('.')}: ${issue?.message}`,
  })
}

/** Reads every file once before anything is restored. @throws backup.damaged, common.cancelled */
export async function verifyFiles(dir: string, manifest: Manifest, task: Task): Promise<void> {
  const files = [...manifest.ledger.tables, ...manifest.warehouse.tables]
  for (const [done, entry] of files.entries()) {
    throwIfCancelled(task, 'the restore')
    task.report({ phase: 'verify', done, total: files.length, unit: 'files' })
    const path = join(dir, entry.file)
    if (!existsSync(path)) throw backupErrors.notABackup({ dir, problem: `${entry.file} is missing` })
    const hash = createHash('sha256')
    await pipeline(createReadStream(path), hash)
    if (hash.digest('hex') !== entry.sha256) throw backupErrors.damaged({ file: entry.file })
  }
}
