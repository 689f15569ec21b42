import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/kit/paths.ts'
import { buildServers } from '../support/shared-engines.ts'

let dir: string
beforeAll(async () => {
  await buildServers()
  execFileSync(process.execPath, [join(packageRoot(), 'scripts/build.mjs'), 'liangti'], { stdio: 'inherit' })
  dir = mkdtempSync(join(tmpdir(), 'liangti-ctrl-c-'))
  chmodSync(dir, 0o711) // PostgreSQL's data stays inside then, also when root starts it
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

interface Foreground {
  process: ChildProcess
  pid: number
  said(): string
  until(words: RegExp): Promise<void>
  ended: Promise<{ code: number | null; signal: string | null }>
}

/** `liangti start` as a terminal runs it: a group of processes of its own, which Ctrl-C signals as a whole. */
function startInForeground(): Foreground {
  const args = [join(packageRoot(), 'bin/liangti'), 'start', '--no-demo', '--data', 'data', '--port', '0']
  const child = spawn(process.execPath, args, {
    cwd: dir,
    env: { PATH: process.env.PATH, HOME: dir, LANG: 'en_US.UTF-8', LIANGTI_NO_BUILD: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  return {
    process: child,
    pid: child.pid ?? 0,
    said: () => text,
    until: async (words) => {
      while (!words.test(text)) {
        if (child.exitCode !== null) throw new Error(`it ended: ${text}`)
        await sleep(20)
      }
    },
    ended,
  }
}

const ctrlC = (server: Foreground) => process.kill(-server.pid, 'SIGINT')

/** All processes below one, whatever group they are in. */
function descendants(pid: number): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
  const pairs = rows
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number))
  const below = (parent: number): number[] =>
    pairs.filter(([, ppid]) => ppid === parent).flatMap(([id = 0]) => [id, ...below(id)])
  return below(pid)
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function untilGone(pids: readonly number[]): Promise<number[]> {
  for (let waited = 0; waited < 10_000 && pids.some(isThere); waited += 50) await sleep(50)
  return pids.filter(isThere)
}

/** Lines of level error (50) and above. */
const errorsInLog = () =>
  readFileSync(join(dir, 'data/logs/liangti.log'), 'utf8')
    .split('\n')
    .filter((line) => /"level":([56]0|"(error|fatal)")/.test(line))

describe('Ctrl-C in a terminal', () => {
  it('stops the program and its engines in order; what was answered is kept', async () => {
    const server = startInForeground()
    await server.until(/Ctrl-C stops it/)
    const url = /Console\s+(\S+)/.exec(server.said())?.[1] ?? ''
    const token = /sign-in\?token=(\S+)/.exec(server.said())?.[1] ?? ''
    const signIn = (at: string) =>
      fetch(`${at}/api/session/link`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      })
    const children = descendants(server.pid)
    expect(children.length).toBeGreaterThanOrEqual(3)
    expect((await signIn(url)).status).toBe(200)
    ctrlC(server)
    expect(await server.ended).toEqual({ code: 0, signal: null })
    expect(server.said()).toMatch(/Stopping …\s*$/)
    expect(server.said()).not.toMatch(/error|\n\s+at /i)
    expect(await untilGone(children)).toEqual([])
    expect(errorsInLog()).toEqual([])

    const again = startInForeground()
    await again.until(/Ctrl-C stops it/)
    // The link works once, and that it was used is remembered.
    expect((await signIn(/Console\s+(\S+)/.exec(again.said())?.[1] ?? '')).status).toBe(401)
    ctrlC(again)
    expect(await again.ended).toEqual({ code: 0, signal: null })
    expect(errorsInLog()).toEqual([])
  })

  it('at any moment of the start leaves nothing running and nothing broken', async () => {
    for (const delayMs of [0, 500]) {
      const server = startInForeground()
      await server.until(/Starting/)
      await sleep(delayMs)
      const children = descendants(server.pid)
      ctrlC(server)
      expect(await server.ended).toEqual({ code: 0, signal: null })
      expect(server.said()).not.toMatch(/error|\n\s+at /i)
      expect(await untilGone(children)).toEqual([])
    }
    expect(errorsInLog()).toEqual([])
    const server = startInForeground()
    await server.until(/Ctrl-C stops it/)
    ctrlC(server)
    expect((await server.ended).code).toBe(0)
  })

  it('pressed again ends the program at once, and the engines after it', async () => {
    const server = startInForeground()
    await server.until(/Starting/)
    await sleep(400)
    const children = descendants(server.pid)
    ctrlC(server)
    await sleep(20)
    ctrlC(server)
    expect([0, 130]).toContain((await server.ended).code)
    expect(await untilGone(children)).toEqual([])
  })
})
