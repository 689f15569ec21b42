import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SourceKind } from '../../../src/stores/ledger/schema/sources.ts'
import { openSourceBench, type SourceBench } from './support.ts'

/** A real counterpart of a kind of source, as its contract is tried with it. */
export interface Counterpart {
  settings: Record<string, unknown>
  secrets?: Record<string, string>
  /** The same connection with a credential that is wrong; null where there is none. */
  wrong: { settings: Record<string, unknown>; secrets: Record<string, string> } | null
  /** Puts orders there, from the n-th to before the m-th. */
  put(from: number, to: number): Promise<void>
  /** From now on it breaks off in the middle of what it gives, or gives again; null where it is within our own ledger. */
  breaksOff: ((breaks: boolean) => Promise<void> | void) | null
  close(): Promise<void>
}

/**
 * What every kind of source holds to: a run repeated stores nothing twice, what is new comes with the next run, a source
 * that vanishes leaves the cursor and the facts as they were, a wrong credential is said clearly and shown nowhere.
 */
export function keepsTheContract(kind: SourceKind, open: (bench: SourceBench) => Promise<Counterpart>): void {
  describe(`a source of kind ${kind}`, () => {
    let bench: SourceBench
    let there: Counterpart
    let id: string
    beforeAll(async () => {
      bench = await openSourceBench()
      there = await open(bench)
      const { settings, secrets = {} } = there
      id = await bench.make({ kind, settings, secrets })
    })
    afterAll(async () => {
      await there?.close()
      await bench?.close()
    })

    it('brings what is there, once, and then what is new', async () => {
      await there.put(0, 30)
      expect(await bench.run(id)).toMatchObject({ state: 'done', stored: 30, code: null })
      expect(await bench.run(id)).toMatchObject({ state: 'done', stored: 0 })
      await there.put(30, 40)
      expect(await bench.run(id)).toMatchObject({ state: 'done', stored: 10 })
      expect(await bench.lines()).toBe(40)
    })

    it('moves nothing where it breaks off, and goes on from there', async () => {
      if (there.breaksOff === null) return
      const before = await bench.cursor(id)
      await there.put(40, 60)
      await there.breaksOff(true)
      const broken = await bench.run(id)
      expect(broken).toMatchObject({ state: 'failed' })
      expect(broken.code).toMatch(/^source\.(vanished|unreachable|missing)$/)
      expect(await bench.cursor(id)).toEqual(before)
      expect(await bench.lines()).toBe(40)
      await there.breaksOff(false)
      expect(await bench.run(id)).toMatchObject({ state: 'done', stored: 20 })
      expect(await bench.lines()).toBe(60)
    })

    it('says that a credential is wrong, and shows it nowhere', async () => {
      if (there.wrong === null) return
      const wrong = await bench.make({ kind, ...there.wrong })
      expect(await bench.run(wrong)).toMatchObject({ state: 'failed', code: 'source.badCredential' })
      const secret = Object.values(there.wrong.secrets)[0] ?? ''
      expect(secret.length).toBeGreaterThan(5)
      const { db } = bench.stores.ledger
      const rows = await Promise.all([
        db.selectFrom('source_runs').selectAll().execute(),
        db.selectFrom('tasks').selectAll().execute(),
        db.selectFrom('audit_log').selectAll().execute(),
        db.selectFrom('sources').selectAll().execute(),
      ])
      expect(JSON.stringify(rows)).not.toContain(secret)
      expect(JSON.stringify(rows)).not.toContain(Buffer.from(secret).toString('base64'))
    })
  })
}
