import { mkdirSync, readdirSync, renameSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepsTheContract } from './contract.ts'
import { csvOf, openSourceBench, orders, type SourceBench } from './support.ts'

keepsTheContract('folder', async (bench) => {
  const dir = join(bench.root, 'shop')
  mkdirSync(dir)
  return {
    settings: { path: 'shop', pattern: '*.csv*', settleSeconds: 0 },
    wrong: null,
    put: async (from, to) =>
      writeFileSync(join(dir, `orders-${from}.csv.gz`), gzipSync(csvOf(orders(from, to)))),
    breaksOff: (breaks) => (breaks ? renameSync(dir, `${dir}-away`) : renameSync(`${dir}-away`, dir)),
    close: async () => {},
  }
})

describe('a watched folder', () => {
  let bench: SourceBench
  beforeAll(async () => {
    bench = await openSourceBench()
  })
  afterAll(() => bench?.close())
  const folder = (name: string) => {
    const dir = join(bench.root, name)
    mkdirSync(dir)
    return dir
  }

  it('waits until a file is no longer written to, and takes only names of its pattern', async () => {
    const dir = folder('settling')
    const id = await bench.make({
      kind: 'folder',
      settings: { path: 'settling', pattern: 'a*.csv', settleSeconds: 60 },
    })
    writeFileSync(join(dir, 'a1.csv'), csvOf(orders(0, 3)))
    writeFileSync(join(dir, 'b1.csv'), csvOf(orders(3, 6)))
    expect(await bench.run(id)).toMatchObject({ state: 'done', stored: 0 })
    const before = new Date(Date.now() - 120_000)
    for (const name of readdirSync(dir)) utimesSync(join(dir, name), before, before)
    expect(await bench.run(id)).toMatchObject({ state: 'done', stored: 3 })
    // Of before our clock was set back: nobody writes to it any more, and the next hours need not pass first.
    const later = new Date(Date.now() + 3 * 3_600_000)
    writeFileSync(join(dir, 'a2.csv'), csvOf(orders(3, 6)))
    utimesSync(join(dir, 'a2.csv'), later, later)
    expect(await bench.run(id)).toMatchObject({ state: 'done', stored: 3 })
  })

  it('knows a file again by its content, moves it away where that is wished, and reads on past a bad one', async () => {
    const dir = folder('moving')
    const settings = { path: 'moving', pattern: '*.csv', settleSeconds: 0, afterwards: 'move' }
    const id = await bench.make({ kind: 'folder', settings })
    writeFileSync(join(dir, 'one.csv'), csvOf(orders(100, 103)))
    writeFileSync(join(dir, 'wrong.csv'), 'quite,other\n1,2\n')
    writeFileSync(join(dir, 'zero.csv'), '')
    expect(await bench.run(id)).toMatchObject({ state: 'failed', stored: 3, code: 'import.unknownColumn' })
    expect(readdirSync(dir).sort()).toEqual(['imported', 'wrong.csv', 'zero.csv'])
    writeFileSync(join(dir, 'again.csv'), csvOf(orders(100, 103)))
    const db = bench.stores.ledger.db
    const imports = () => db.selectFrom('imports').select('id').where('source_id', '=', id).execute()
    const known = (await imports()).length
    // By hand the bad one is tried again, the known one is not.
    expect(await bench.run(id)).toMatchObject({ state: 'failed', stored: 0 })
    expect(await imports()).toHaveLength(known + 1)
    expect(readdirSync(join(dir, 'imported'))).toHaveLength(2)
  })

  it('does not follow a way out of its root', async () => {
    writeFileSync(join(bench.dir, 'secret.csv'), csvOf(orders(200, 201)))
    const dir = folder('linked')
    symlinkSync(join(bench.dir, 'secret.csv'), join(dir, 'inside.csv'))
    symlinkSync(bench.dir, join(bench.root, 'out'))
    const run = async (path: string) =>
      bench.run(await bench.make({ kind: 'folder', settings: { path, pattern: '*', settleSeconds: 0 } }))
    expect(await run('linked')).toMatchObject({ state: 'done', stored: 0 })
    expect(await run('out')).toMatchObject({ state: 'failed', code: 'source.outsideRoot' })
    expect(await run('../')).toMatchObject({ state: 'failed', code: 'source.outsideRoot' })
    expect(await run('/etc')).toMatchObject({ state: 'failed', code: 'source.outsideRoot' })
  })
})
