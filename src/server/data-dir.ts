import { accessSync, chmodSync, constants, existsSync, mkdirSync } from 'node:fs'
import { serverErrors } from './errors.ts'

/**
 * Makes sure that the data folder exists and can be written, before anything opens a file in it. A new one may be
 * walked through by others (the embedded PostgreSQL runs under another account when we are root), but not listed.
 * @throws server.dataDirUnusable
 */
export function ensureDataDir(dir: string): void {
  try {
    if (!existsSync(dir)) {
      mkdirSync(dir, { recursive: true })
      chmodSync(dir, 0o711)
    }
    accessSync(dir, constants.W_OK | constants.X_OK)
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown'
    throw serverErrors.dataDirUnusable({ dir, reason }, error)
  }
}
