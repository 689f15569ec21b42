import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { manualClock, systemClock } from '../../src/kit/clock.ts'
import { type Config, loadConfig } from '../../src/kit/config.ts'
import { strayData } from '../../src/stores/doctor/folders.ts'
import { nodeVersion } from '../../src/stores/doctor/index.ts'
import { diagnose, type Finding } from '../../src/stores/index.ts'
import { abandonedPlaces, noteOwner } from '../../src/stores/ledger/server/place-owner.ts'
import { freshLedger } from '../support/ledger.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'liangti-doctor-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const configured = (overrides: Partial<Record<keyof Config, unknown>>) =>
  loadConfig({ cwd: dir, env: {}, overrides: { dataDir: join(dir, 'data'), port: 0, ...overrides } })
const of = (findings: Finding[], check: string) => findings.find((finding) => finding.check === check)

describe('diagnose', () => {
  it('finds nothing wrong before the first start, and changes nothing', async () => {
    const findings = await diagnose(configured({}), systemClock)
    expect(findings.filter(({ status }) => status === 'fail')).toEqual([])
    expect(of(findings, 'ledger')?.what.en).toContain('not running')
    expect(findings.map(({ check }) => check)).toEqual(
      expect.arrayContaining([
        'node',
        'postgres-package',
        'chdb-package',
        'data-folder',
        'disk',
        'warehouse',
        'port',
        'key-file',
        'clock',
      ]),
    )
  })

  it('says everything in both languages, and what to do about what is not well', async () => {
    for (const { status, what, fix } of await diagnose(
      configured({ databaseUrl: 'postgres://a:b@127.0.0.1:1/x' }),
      systemClock,
    )) {
      expect(what.en.length).toBeGreaterThan(3)
      expect(what['zh-CN'].length).toBeGreaterThan(3)
      if (status !== 'ok') expect(fix?.['zh-CN']).toMatch(/[一-鿿]/)
    }
  })

  it('names the version of a running server and migrations that wait', async () => {
    const { url, ledger, drop } = await freshLedger()
    const [server, migrations] = [
      of(await diagnose(configured({ databaseUrl: url }), systemClock), 'ledger'),
      'migrations',
    ]
    expect(server?.what.en).toMatch(/PostgreSQL 18\.\d+ \(server\)/)
    expect(server?.what.en).not.toContain(new URL(url).password)
    await ledger.pool.query('DROP TABLE ledger_migrations')
    expect(of(await diagnose(configured({ databaseUrl: url }), systemClock), migrations)).toMatchObject({
      status: 'warn',
    })
    await drop()
  })

  it('reports a server that does not answer, an open key file, a taken port, a stopped clock, a stale lock', async () => {
    const config = configured({
      databaseUrl: 'postgres://a:b@127.0.0.1:1/x',
      clickhouseUrl: 'http://127.0.0.1:1',
    })
    mkdirSync(join(config.dataDir, 'keys'), { recursive: true })
    writeFileSync(join(config.dataDir, 'keys', 'master.key'), 'x')
    chmodSync(join(config.dataDir, 'keys', 'master.key'), 0o644)
    mkdirSync(join(config.dataDir, 'run'))
    writeFileSync(join(config.dataDir, 'run', 'ledger.lock'), '{"pid":999999999}')
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const address = taken.address()
    config.port = typeof address === 'object' && address ? address.port : 0
    const findings = await diagnose(config, manualClock(new Date('1970-01-02')))
    taken.close()
    const status = (check: string) => of(findings, check)?.status
    expect([status('ledger'), status('warehouse'), status('key-file'), status('clock')]).toEqual([
      'fail',
      'fail',
      'fail',
      'fail',
    ])
    expect([status('port'), status('lock')]).toEqual(['warn', 'warn'])
  })

  it('names data of PostgreSQL whose data folder is gone, and no other', () => {
    const places = join(dir, 'places')
    const make = (name: string, dataDir: string | null, remembered: string | null) => {
      const place = join(places, name)
      mkdirSync(place, { recursive: true })
      if (dataDir === null) return place
      noteOwner(place, dataDir)
      if (remembered === null) return place
      mkdirSync(join(dataDir, 'ledger'), { recursive: true })
      writeFileSync(join(dataDir, 'ledger', 'place'), `${remembered}\n`)
      return place
    }
    make('a-used', join(dir, 'used'), join(places, 'a-used'))
    const gone = make('b-gone', join(dir, 'gone'), null)
    const replaced = make('c-replaced', join(dir, 'replaced'), join(places, 'a-new-one'))
    make('d-unknown', null, null)
    const findings = strayData(abandonedPlaces(places))
    expect(findings.map(({ status, fix }) => [status, fix?.en.split(': ').at(-1)])).toEqual([
      ['warn', `rm -r ${gone}`],
      ['warn', `rm -r ${replaced}`],
    ])
    expect(findings[0]?.what['zh-CN']).toContain(join(dir, 'gone'))
    expect(strayData(abandonedPlaces(join(dir, 'absent')))).toEqual([])
  })

  it('knows which Node.js is too old', () => {
    expect(['18.20.1', '20.19.9', '20.20.0', '22.1.0'].map((version) => nodeVersion(version).status)).toEqual(
      ['fail', 'fail', 'ok', 'ok'],
    )
  })
})
