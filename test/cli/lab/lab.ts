import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { main } from '../../../src/cli/main.ts'

export interface LabAnswer {
  out: string
  note: string
  exitCode: number | string | undefined
  /** What --json printed; exactly one object. */
  // biome-ignore lint/suspicious/noExplicitAny: each test knows its own keys
  json: any
}

const cwd = mkdtempSync(join(tmpdir(), 'liangti-lab-test-'))
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

/** Writes a file into the folder the lab runs in. */
export function labFile(name: string, text: string | Uint8Array): string {
  const path = join(cwd, name)
  writeFileSync(path, text)
  return path
}

/** Reads what a run wrote. */
export function labOutput(name: string): string {
  return readFileSync(join(cwd, name), 'utf8')
}

/** `liangti lab …` as a terminal would run it, in a folder of its own. */
export async function lab(...argv: string[]): Promise<LabAnswer> {
  const out: string[] = []
  const note: string[] = []
  process.exitCode = 0
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
