import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Readable, Transform, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { commonErrors } from '../../kit/errors.ts'
import { newId } from '../../kit/ids.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { VaultOf } from '../identity/persons.ts'
import type { FileSource } from '../reading/source.ts'
import { importErrors } from './errors.ts'

export interface StoredFile {
  fileId: string
  fileName: string
  bytes: number
  /** Of the content, in hex. */
  sha256: string
}

export interface Uploads {
  /** @throws import.emptyFile, import.diskFull, import.notWritable; nothing is left behind then */
  store(workspace: Workspace, fileName: string, content: Readable): Promise<StoredFile>
  /** @throws common.notFound */
  open(workspace: Workspace, fileId: string): Promise<FileSource>
  /** Takes a file away; one that is gone already is no error. */
  remove(workspace: Workspace, fileId: string): Promise<void>
}

export interface UploadOptions {
  ledger: Ledger
  vaultOf: VaultOf
  dir: string
  /** For tests of a full disk. */
  createWriter?: (path: string) => Writable
}

/**
 * Uploaded files hold telephone numbers, so they lie encrypted: AES-256-CTR under a key of their own, which the
 * workspace's vault seals. The content's hash is checked when it is read to the end.
 */
export function createUploads({
  ledger,
  vaultOf,
  dir,
  createWriter = (path) => createWriteStream(path, { mode: 0o600 }),
}: UploadOptions): Uploads {
  return {
    store: async (workspace, fileName, content) => {
      const vault = await vaultOf(workspace.id)
      const fileId = newId()
      const path = join(dir, fileId)
      const secret = randomBytes(48)
      const hash = createHash('sha256')
      let bytes = 0
      let sha256: Buffer
      const measure = new Transform({
        transform(chunk: Buffer, _, done) {
          bytes += chunk.length
          hash.update(chunk)
          done(null, chunk)
        },
      })
      try {
        await mkdir(dir, { recursive: true, mode: 0o700 })
        await pipeline(
          content,
          measure,
          createCipheriv('aes-256-ctr', secret.subarray(0, 32), secret.subarray(32)),
          createWriter(path),
        )
        if (bytes === 0) throw importErrors.emptyFile({ file: fileName })
        sha256 = hash.digest()
        await ledger.db
          .insertInto('uploads')
          .values({
            id: fileId,
            workspace_id: workspace.id,
            file_name: fileName.slice(0, 300),
            sealed_key: vault.encryptAlone(secret.toString('base64')),
            sha256,
            bytes,
            created_at: workspace.clock.now(),
          })
          .execute()
      } catch (error) {
        // What is told is why it failed, not that there was nothing to remove.
        await rm(path, { force: true }).catch(() => {})
        throw diskError(error, dir)
      }
      return { fileId, fileName, bytes, sha256: sha256.toString('hex') }
    },
    remove: async (workspace, fileId) => {
      await rm(join(dir, fileId), { force: true })
      await ledger.db
        .deleteFrom('uploads')
        .where('id', '=', fileId)
        .where('workspace_id', '=', workspace.id)
        .execute()
    },
    open: async (workspace, fileId) => {
      const row = await ledger.db
        .selectFrom('uploads')
        .selectAll()
        .where('id', '=', fileId)
        .where('workspace_id', '=', workspace.id)
        .executeTakeFirst()
      if (!row) throw commonErrors.notFound({ what: 'file', id: fileId })
      const secret = Buffer.from((await vaultOf(workspace.id)).decrypt(row.sealed_key), 'base64')
      return {
        name: row.file_name,
        bytes: Number(row.bytes),
        open: () => decrypted(join(dir, row.id), secret, row.sha256, row.file_name),
      }
    },
  }
}

function decrypted(path: string, secret: Buffer, expected: Buffer, file: string): Readable {
  const hash = createHash('sha256')
  const decipher = createDecipheriv('aes-256-ctr', secret.subarray(0, 32), secret.subarray(32))
  const check = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk)
      done(null, chunk)
    },
    flush(done) {
      done(hash.digest().equals(expected) ? null : importErrors.damagedUpload({ file }))
    },
  })
  const raw = createReadStream(path, { highWaterMark: 256 * 1024 })
  raw.on('error', (error: NodeJS.ErrnoException) =>
    check.destroy(importErrors.notReadable({ file, reason: error.code ?? 'unreadable' }, error)),
  )
  check.on('close', () => raw.destroy())
  raw.pipe(decipher).pipe(check)
  return check
}

/** What the file system says, in words one can act on. */
export function diskError(error: unknown, dir: string): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  if (code === 'ENOSPC' || code === 'EDQUOT') return importErrors.diskFull({ dir }, error)
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code))
    return importErrors.notWritable({ dir, reason: code }, error)
  return error
}
