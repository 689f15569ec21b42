/** Logical backup of both stores at one moment, and its way back. */
export { backup } from './backup.ts'
export { backupErrors } from './errors.ts'
export type { Manifest } from './manifest.ts'
export { restore } from './restore.ts'
