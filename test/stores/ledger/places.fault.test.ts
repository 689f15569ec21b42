import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../../src/kit/log.ts'
import { startLedgerServer } from '../../../src/stores/ledger/index.ts'
import { installedEngine, prepareEngine } from '../../../src/stores/ledger/server/engine.ts'
import { buildServers } from '../../support/shared-engines.ts'

const isRoot = process.getuid?.() === 0
let root: string
beforeAll(buildServers)
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'liangti-place-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const startIn = (dataDir: string) => startLedgerServer({ dataDir, log: silentLog })

describe('where the ledger keeps its data', () => {
  it.runIf(isRoot)('is outside a private folder when root starts it, and is found there again', async () => {
    const dataDir = join(root, 'data') // mkdtemp folders are private
    await (await startIn(dataDir)).stop()
    const place = readFileSync(join(dataDir, 'ledger', 'place'), 'utf8').trim()
    try {
      expect(place).toMatch(/^\/var\/lib\/liangti\//)
      expect(existsSync(join(place, 'pg18', 'PG_VERSION'))).toBe(true)
      await (await startIn(dataDir)).stop()
      rmSync(place, { recursive: true })
      await expect(startIn(dataDir)).rejects.toMatchObject({ code: 'ledger.engineFolder' })
    } finally {
      rmSync(place, { recursive: true, force: true })
    }
  })

  it('is the data folder otherwise; secrets are for its owner alone', async () => {
    chmodSync(root, 0o711)
    const dataDir = join(root, 'data')
    const server = await startIn(dataDir)
    for (const secret of ['ledger/secret.json', 'run/ledger.json'])
      expect(statSync(join(dataDir, secret)).mode & 0o777).toBe(0o600)
    await server.stop()
    expect(readFileSync(join(dataDir, 'ledger', 'pg18', 'PG_VERSION'), 'utf8').trim()).toBe('18')
  })

  it('is refused when another major version made it', async () => {
    chmodSync(root, 0o711)
    mkdirSync(join(root, 'data', 'ledger', 'pg17'), { recursive: true })
    await expect(startIn(join(root, 'data'))).rejects.toMatchObject({
      code: 'ledger.engineVersion',
      params: { found: '17', wanted: '18' },
    })
  })

  it('is made anew when a first start was killed half-way', async () => {
    chmodSync(root, 0o711)
    mkdirSync(join(root, 'data', 'ledger', 'pg18.new'), { recursive: true })
    writeFileSync(join(root, 'data', 'ledger', 'pg18.new', 'PG_VERSION'), '18')
    await (await startIn(join(root, 'data'))).stop()
    expect(existsSync(join(root, 'data', 'ledger', 'pg18.new'))).toBe(false)
  })

  it('recovers when its lock names a process that is another program by now', async () => {
    chmodSync(root, 0o711)
    const dataDir = join(root, 'data')
    await (await startIn(dataDir)).stop()
    const lock = join(dataDir, 'ledger', 'pg18', 'postmaster.pid')
    writeFileSync(lock, `${process.ppid}\n${join(dataDir, 'ledger', 'pg18')}\n1\n1\n`)
    writeFileSync(join(dataDir, 'run', 'ledger.lock'), JSON.stringify({ pid: process.ppid }))
    await (await startIn(dataDir)).stop()
  })
})

describe('the installed engine', () => {
  it('gets the library links that npm left out', () => {
    const installed = installedEngine()
    const copy = join(root, 'package', 'native')
    mkdirSync(join(root, 'package'))
    execFileSync('cp', ['-r', '--no-dereference', installed, copy])
    execFileSync('cp', [join(installed, '..', 'package.json'), join(root, 'package')])
    const links = JSON.parse(readFileSync(join(copy, 'pg-symlinks.json'), 'utf8')) as { target: string }[]
    expect(links.length).toBeGreaterThan(0)
    // Where the product lies in a private folder, nobody has had to add them here yet.
    for (const { target } of links) rmSync(join(root, 'package', target), { force: true })
    expect(prepareEngine(copy, root, null)).toBe(copy)
    for (const { target } of links) expect(statSync(join(root, 'package', target)).isFile()).toBe(true)
    expect(execFileSync(join(copy, 'bin', 'postgres'), ['--version'], { encoding: 'utf8' })).toContain(
      'PostgreSQL) 18',
    )
  })

  it.runIf(isRoot)('is copied beside the data when it lies in a private folder', () => {
    const hidden = join(root, 'hidden')
    mkdirSync(hidden, { mode: 0o700 })
    execFileSync('cp', ['-r', join(installedEngine(), '..'), join(hidden, 'package')])
    const home = join(root, 'home')
    mkdirSync(home)
    const prepared = prepareEngine(join(hidden, 'package', 'native'), home, {
      uid: 65_534,
      gid: 65_534,
      name: 'nobody',
    })
    expect(prepared.startsWith(home)).toBe(true)
    expect(execFileSync(join(prepared, 'bin', 'postgres'), ['--version'], { encoding: 'utf8' })).toContain(
      'PostgreSQL) 18',
    )
  })
})
