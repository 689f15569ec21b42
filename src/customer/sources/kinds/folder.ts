import { createReadStream } from 'node:fs'
import { access, constants, mkdir, readdir, realpath, rename, stat } from 'node:fs/promises'
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { z } from 'zod'
import { defineSource, type Parcel, type SourceContext } from '../define-source.ts'
import { sourceErrors } from '../errors.ts'
import { globPattern } from '../glob.ts'

const settings = z.object({
  path: z.string().trim().max(300).default(''),
  pattern: z.string().trim().min(1).max(200).default('*'),
  /** A file that was written to within these seconds may not be whole yet. */
  settleSeconds: z.coerce.number().int().min(0).max(3_600).default(10),
  afterwards: z.enum(['leave', 'move']).default('leave'),
})
type Settings = z.output<typeof settings>

/** Files that were imported go here, where that is wished. */
const doneFolder = 'imported'
const mostFiles = 10_000

/** Files somebody, or some system, puts into a folder of the server. */
export const folder = defineSource({
  kind: 'folder',
  experimental: false,
  pulled: true,
  brings: ['orders', 'customers', 'products', 'touches', 'events'],
  settings,
  secrets: z.object({}),
  form: [
    { name: 'path', type: 'text', required: true, discovered: true },
    { name: 'pattern', type: 'text', default: '*.csv' },
    { name: 'settleSeconds', type: 'number', default: 10 },
    { name: 'afterwards', type: 'choice', options: ['leave', 'move'], default: 'leave' },
  ],
  test: async (context, connection) => {
    await folderOf(context, connection.settings)
  },
  discover: async (context) => {
    const root = await rootOf(context)
    const entries = await readdir(root, { withFileTypes: true }).catch(asSourceError(root))
    const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    return folders.slice(0, 200).map(({ name }) => ({ name, detail: '' }))
  },
  pull: async function* (context, connection, state) {
    const where = await folderOf(context, connection.settings)
    for (const file of await settledFiles(context, connection.settings, where)) {
      if (context.signal.aborted) return
      const version = `${file.bytes}-${Math.round(file.changedMs)}`
      const afterwards = async () => {
        if (connection.settings.afterwards === 'move') await moveAway(where, file.name, context.now())
      }
      if (await state.known(file.name, version)) await afterwards()
      else yield parcelOf(context, where, file, version, afterwards)
    }
  },
})

interface Found {
  name: string
  bytes: number
  changedMs: number
}

function parcelOf(
  context: SourceContext,
  where: string,
  file: Found,
  version: string,
  afterwards: () => Promise<void>,
): Parcel {
  return {
    name: file.name,
    part: file.name,
    version,
    cursorAfter: () => null,
    settled: afterwards,
    content: async function* () {
      const path = join(where, file.name)
      try {
        // A link put in its place since the folder was listed leads nowhere either.
        await within(await rootOf(context), path)
        yield* createReadStream(path, { highWaterMark: 256 * 1024, signal: context.signal })
        const now = await stat(path)
        if (now.size !== file.bytes || now.mtimeMs !== file.changedMs)
          throw sourceErrors.vanished({ where: file.name, reason: 'changed meanwhile' })
      } catch (error) {
        throw asFileError(error, file.name)
      }
    },
  }
}

/** Oldest first, so that what files say later wins. */
async function settledFiles(context: SourceContext, wanted: Settings, where: string): Promise<Found[]> {
  const names = await readdir(where, { withFileTypes: true }).catch(asSourceError(wanted.path))
  const matches = globPattern(wanted.pattern)
  const files: Found[] = []
  for (const entry of names) {
    if (!entry.isFile() || entry.name.startsWith('.') || !matches.test(entry.name)) continue
    const found = await stat(join(where, entry.name)).catch(() => null) // gone between two looks: not a file any more
    if (found === null || found.size === 0) continue
    // Written to just now by one clock or the other: after ours was set back, a file of before is of the future.
    if (Math.abs(context.now().getTime() - found.mtimeMs) < wanted.settleSeconds * 1000) continue
    files.push({ name: entry.name, bytes: found.size, changedMs: found.mtimeMs })
    if (files.length >= mostFiles) break
  }
  return files.sort((a, b) => a.changedMs - b.changedMs || (a.name < b.name ? -1 : 1))
}

async function moveAway(where: string, name: string, now: Date): Promise<void> {
  const target = join(where, doneFolder)
  try {
    await mkdir(target, { recursive: true })
    // A file of the same name may lie there already.
    const stamp = now.toISOString().replace(/[-:]|\.\d+Z$/g, '')
    await rename(join(where, name), join(target, `${stamp}-${basename(name)}`))
  } catch (error) {
    throw asFileError(error, name)
  }
}

/** The root for files, made where it is missing. @throws source.missing */
async function rootOf(context: SourceContext): Promise<string> {
  const root = resolve(context.rootDir)
  await mkdir(root, { recursive: true }).catch(asSourceError(root))
  return realpath(root)
}

/** @throws source.outsideRoot, missing, noPermission */
async function folderOf(context: SourceContext, { path }: Settings): Promise<string> {
  if (isAbsolute(path) || path.split(/[\\/]/).includes('..')) throw sourceErrors.outsideRoot({ path })
  const root = await rootOf(context)
  const where = await within(root, join(root, path))
  const about = await stat(where).catch(asSourceError(path))
  if (!about.isDirectory()) throw sourceErrors.missing({ where: path, what: 'folder' })
  await access(where, constants.R_OK | constants.X_OK).catch(asSourceError(path))
  return where
}

/** The path with all links followed, if it is still below the root. */
async function within(root: string, path: string): Promise<string> {
  const real = await realpath(path).catch(asSourceError(basename(path)))
  const way = relative(root, real)
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way))
    throw sourceErrors.outsideRoot({ path: basename(path) })
  return real
}

function asSourceError(where: string) {
  return (error: unknown): never => {
    throw asFileError(error, where)
  }
}

function asFileError(error: unknown, where: string): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  if (code.startsWith('source.')) return error
  if (code === 'ENOENT' || code === 'ENOTDIR') return sourceErrors.missing({ where, what: 'file or folder' })
  if (code === 'EACCES' || code === 'EPERM') return sourceErrors.noPermission({ where, what: where })
  return sourceErrors.vanished({ where, reason: code === '' ? 'unreadable' : code }, error)
}
