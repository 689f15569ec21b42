import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { main } from '../../../src/cli/main.ts'

export interface LabAnswer {
  out: string
  note: string
  exitCode: number | string | undefined
  /** What --json printed; exactly one object. */
  // biome-ignore lint/suspicious/noExplicitAny: each test knows its own keys
  json: any
}

/** One folder for each file of tests: they share this module, and must not read what another wrote. */
const folders = new Map<string, string>()
function here(): string {
  const file = expect.getState().testPath
  if (file === undefined) throw new Error('The lab runs within a file of tests.')
  const known = folders.get(file)
  if (known !== undefined) return known
  const folder = mkdtempSync(join(process.env.LIANGTI_TEST_SCRATCH ?? tmpdir(), 'lab-'))
  folders.set(file, folder)
  return folder
}

/** Writes a file into the folder the lab runs in. */
export function labFile(name: string, text: string | Uint8Array): string {
  const path = join(here(), name)
  writeFileSync(path, text)
  return path
}

/** Reads what a run wrote. */
export function labOutput(name: string): string {
  return readFileSync(join(here(), name), 'utf8')
}

/** `liangti lab …` as a terminal would run it, in a folder of its own. */
export async function lab(...argv: string[]): Promise<LabAnswer> {
  const out: string[] = []
  const note: string[] = []
  process.exitCode = 0
  const cwd = here()
  await main(['lab', ...argv], {
    root: cwd,
    cwd,
    env: { LANG: 'en_US.UTF-8' },
    out: (text) => out.push(text),
    note: (text) => note.push(text),
  })
  const exitCode = process.exitCode
  process.exitCode = 0
  const text = out.join('\n')
  return {
    out: text,
    note: note.join('\n'),
    exitCode,
    json: argv.includes('--json') && text !== '' ? JSON.parse(text) : null,
  }
}
