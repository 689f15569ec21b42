import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot, packageVersion } from '../../src/kit/paths.ts'
import { buildServers } from '../support/shared-engines.ts'

const run = promisify(execFile)
let dir: string
let installed: string

/** As npm would install it: bin and dist, dependencies beside, no sources. */
beforeAll(async () => {
  await buildServers()
  execFileSync(process.execPath, [join(packageRoot(), 'scripts/build.mjs'), 'liangti'], { stdio: 'inherit' })
  dir = mkdtempSync(join(tmpdir(), 'liangti-start-'))
  installed = join(dir, 'package')
  mkdirSync(join(installed, 'dist'), { recursive: true })
  const from = packageRoot()
  cpSync(join(from, 'package.json'), join(installed, 'package.json'))
  cpSync(join(from, 'bin'), join(installed, 'bin'), { recursive: true })
  // The commands are files of their own beside liangti.js.
  for (const file of readdirSync(join(from, 'dist')))
    if (file.endsWith('.js')) cpSync(join(from, 'dist', file), join(installed, 'dist', file))
  symlinkSync(join(from, 'node_modules'), join(installed, 'node_modules'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

interface Server {
  process: ChildProcess
  url: string
  greeting: string
  ended: Promise<number | null>
}

const environment = () => ({ PATH: process.env.PATH, HOME: dir, LANG: 'en_US.UTF-8' })

async function start(...args: string[]): Promise<Server> {
  const child = spawn(process.execPath, [join(installed, 'bin/liangti'), 'start', '--no-demo', ...args], {
    cwd: dir,
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  let greeting = ''
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })
  await new Promise<void>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      greeting += text
      if (greeting.includes('Ctrl-C')) resolve()
    })
    ended.then((code) => reject(new Error(`ended with ${code}: ${complaint}`)))
  })
  const url = /Console\s+(\S+)/.exec(greeting)?.[1] ?? ''
  return { process: child, url, greeting, ended }
}

/** A command that is expected to fail: its code and what it said. */
async function failing(...args: string[]): Promise<{ code: number; said: string }> {
  try {
    await run(process.execPath, [join(installed, 'bin/liangti'), ...args], { cwd: dir, env: environment() })
    return { code: 0, said: '' }
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string }
    return { code, said: stderr }
  }
}

describe('the installed package', () => {
  it('runs without sources and without building', async () => {
    const { stdout } = await run(process.execPath, [join(installed, 'bin/liangti'), '--version'], {
      env: environment(),
    })
    expect(stdout.trim()).toBe(packageVersion())
  })

  it('starts, signs its owner in once, refuses a second server, and stops when asked', async () => {
    const server = await start('--data', 'data', '--port', '0')
    const token = /sign-in\?token=(\S+)/.exec(server.greeting)?.[1] ?? ''
    const password = /password (\S+)/.exec(server.greeting)?.[1] ?? ''
    const post = (path: string, body: object) =>
      fetch(`${server.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    expect((await post('/api/session/link', { token })).status).toBe(200)
    expect((await post('/api/session/link', { token })).status).toBe(401)
    const signedIn = await post('/api/session', { email: 'owner@liangti.local', password })
    expect(await signedIn.json()).toMatchObject({ workspaces: [{ slug: 'ws-1', role: 'owner' }] })

    const second = await failing('start', '--data', 'data', '--port', '0')
    expect(second.code).toBe(1)
    expect(second.said).toMatch(/already in use|already runs/)
    expect(second.said).not.toMatch(/\n\s+at /)

    const port = new URL(server.url).port
    const taken = await failing('start', '--data', 'other', '--port', port)
    expect(taken.code).toBe(1)
    expect(taken.said).toContain(`Port ${port} on 127.0.0.1 is in use`)
    expect(taken.said).toContain('--port')

    server.process.kill('SIGTERM')
    expect(await server.ended).toBe(0)
    await expect(fetch(server.url)).rejects.toThrow()
    const log = readFileSync(join(dir, 'data/logs/liangti.log'), 'utf8')
    for (const secret of [token, password, 'owner@liangti.local']) expect(log).not.toContain(secret)
  })

  it('starts again on the same data without a new sign-in; one more after the failed start still gets its own', async () => {
    const again = await start('--data', 'data', '--port', '0')
    expect(again.greeting).not.toContain('password')
    again.process.kill('SIGINT')
    expect(await again.ended).toBe(0)
    const other = await start('--data', 'other', '--port', '0')
    expect(other.greeting).toContain('password')
    other.process.kill('SIGTERM')
    expect(await other.ended).toBe(0)
  })

  it('backs up and restores by command, and sets a password', async () => {
    const call = (...args: string[]) =>
      run(process.execPath, [join(installed, 'bin/liangti'), ...args], { cwd: dir, env: environment() })
    await call('backup', 'saved', '--data', 'data')
    mkdirSync(join(dir, 'restored/keys'), { recursive: true })
    cpSync(join(dir, 'data/keys/master.key'), join(dir, 'restored/keys/master.key'))
    await call('restore', 'saved', '--data', 'restored')
    const { stdout } = await call('user', 'password', 'owner@liangti.local', '--data', 'restored')
    expect(stdout).toMatch(/^owner@liangti\.local {2}password \S{19}\n$/)
    writeFileSync(join(dir, 'saved-not'), '')
    expect((await failing('restore', 'absent', '--data', 'restored2')).code).toBeGreaterThan(0)
  })
})
