import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRawReply, type RawReply, type RequestContext, type Route } from '../../../src/kit/api.ts'
import { systemClock } from '../../../src/kit/clock.ts'
import { unlimitedFields } from '../../../src/kit/fields.ts'
import { newId } from '../../../src/kit/ids.ts'
import { noTask } from '../../../src/kit/progress.ts'
import { createApiKey, revokeApiKey } from '../../../src/server/auth/keys.ts'
import type { AssessmentContent } from '../../../src/server/processing/api.ts'
import type { Section, SectionId } from '../../../src/server/processing/facts/fact.ts'
import { processingRoutes } from '../../../src/server/processing/routes.ts'
import { createWorkspaceRow } from '../../../src/stores/ledger/index.ts'
import { type Bench, openBench } from '../../customer/support.ts'

let bench: Bench
let routes: Route[]
const hostile = `"><script>alert(1)</script>'&\u2028`

async function call<T>(id: string, input: { query?: object; body?: object } = {}): Promise<T> {
  const found = routes.find((one) => one.endpoint.id === id)
  if (!found) throw new Error(`no endpoint ${id}`)
  const context: RequestContext = {
    actor: { kind: 'user', id: newId(), permissions: new Set() },
    workspace: bench.workspace,
    locale: 'en',
    fields: unlimitedFields,
    requestId: 'r1',
    task: noTask,
  }
  const { endpoint } = found
  const answer = await found.handle(context, {
    params: { workspace: 'test' },
    query: endpoint.query?.parse(input.query ?? {}),
    body: endpoint.body?.parse(input.body),
    upload: null,
  })
  return (isRawReply(answer) ? answer : endpoint.response.parse(answer)) as T
}

interface Shown {
  sections: Section[]
  missing: string[]
  current: { version: number } | null
}
interface State {
  state: string
  fingerprint: string
  proposed: { what: { en: string }; measures: { en: string } }[]
  changes: { section: SectionId; kind: string; name: { en: string }; details: { before: unknown }[] }[]
  versions: { version: number }[]
}
const record = () => call<Shown>('getProcessingRecord')
const state = () => call<State>('getImpactAssessment')
const namesIn = async (section: SectionId) =>
  (await record()).sections.find(({ id }) => id === section)?.facts.map(({ name }) => name.en) ?? []
const file = async (id: string, query: object) => String((await call<RawReply>(id, { query })).raw)

const texts = { controller: 'Shop Ltd', contact: 'privacy@shop.example', transfers: hostile }
const content: AssessmentContent = {
  occasion: 'The first assessment',
  necessity: hostile,
  views: '',
  risks: [
    { what: hostile, likelihood: 3, severity: 4, measures: 'Keys', leftLikelihood: 1, leftSeverity: 3 },
  ],
  conclusion: 'go_on',
  reasons: 'Measures suffice',
  decidedBy: 'The board',
  reviewBy: null,
}
const assess = async (more: Partial<AssessmentContent> = {}) => {
  const { fingerprint, versions } = await state()
  const body = { content: { ...content, ...more }, fingerprint, basedOn: versions[0]?.version ?? 0 }
  return call<{ version: number }>('saveImpactAssessment', { body })
}
const addSource = async (name: string) => {
  const id = newId()
  const mapping = {
    kind: 'customers',
    fields: { email: { column: 'e' } },
    attributes: { pet: { column: 'p' } },
  }
  await bench.stores.ledger.db
    .insertInto('sources')
    .values({
      ...{ id, workspace_id: bench.workspace.id, kind: 'folder', name, owner: 'Sales', brings: 'customers' },
      ...{ created_at: new Date(), mapping: JSON.stringify(mapping) },
      ...{ last_event_at: null, last_order_at: null, secrets: null, owner_id: null, cursor: null },
      ...{ fingerprint: null, next_run_at: null, deleted_at: null },
    })
    .execute()
  return id
}
const key = (name: string, workspaceId = bench.workspace.id) =>
  createApiKey(bench.stores.ledger, systemClock, { workspaceId, name, role: 'analyst', createdBy: null })

beforeAll(async () => {
  bench = await openBench()
  routes = processingRoutes({
    ledger: bench.stores.ledger,
    mailHost: null,
    installation: { https: false, ledger: 'embedded', warehouse: 'embedded' },
    attributesOf: async () => [{ name: 'pet', label: { en: 'Pet', 'zh-CN': '宠物' } }],
    computedOf: async () => [],
  })
})
afterAll(() => bench.close())

describe('the record of processing', () => {
  it('shows what the workspace does as soon as it does it, and nothing of another workspace', async () => {
    const { ledger } = bench.stores
    const before = await record()
    expect(before.sections.map(({ id }) => id)).toContain('decisions')
    expect(await namesIn('sources')).toEqual([])
    await addSource('Member files')
    const { id } = await key('Till')
    const other = await createWorkspaceRow(
      ledger,
      { slug: 'other', name: 'Other', currency: 'CNY', timeZone: 'UTC', locale: 'en' },
      systemClock,
    )
    await key('Elsewhere', other.id)
    await sql`INSERT INTO retention_policies (workspace_id, kind, days, reason, updated_at)
      VALUES (${bench.workspace.id}, 'events', 400, 'Seasons are compared', now())`.execute(ledger.db)
    await sql`INSERT INTO purpose_limits (workspace_id, subject, purposes, reason, decided_by, decided_at)
      VALUES (${bench.workspace.id}, 'pet', '{service}', 'Asked for deliveries', 'user:x', now())`.execute(
      ledger.db,
    )
    await sql`INSERT INTO audit_log (workspace_id, actor_kind, actor_id, action, subject_kind, subject_id, detail)
      VALUES (${bench.workspace.id}, 'user', 'x', 'customers.export', 'segment', 's',
        '{"use": "analysis", "purpose": "for Ms Smith"}')`.execute(ledger.db)
    expect(await namesIn('sources')).toEqual(['Member files'])
    expect(await namesIn('limits')).toEqual(['Pet'])
    expect(await namesIn('recipients')).toEqual([
      'Built-in mail catcher',
      'API key “Till”',
      'Files of segments',
    ])
    const text = JSON.stringify(await record())
    for (const told of ['E-mail, pet', '400 days', 'Seasons are compared', 'Asked for deliveries', 'Sales'])
      expect(text).toContain(told)
    // Reasons of exports are free text and may name people.
    expect(text).not.toContain('Ms Smith')
    await revokeApiKey(ledger, systemClock, bench.workspace.id, id)
    expect(await namesIn('recipients')).not.toContain('API key “Till”')
  })

  it('keeps every version of what people wrote, and lets nobody write over another or the past', async () => {
    const { ledger } = bench.stores
    expect((await record()).missing).toContain('controller')
    await call('saveProcessingTexts', { body: { texts, basedOn: 0 } })
    await expect(call('saveProcessingTexts', { body: { texts, basedOn: 0 } })).rejects.toMatchObject({
      code: 'processing.savedMeanwhile',
    })
    await call('saveProcessingTexts', { body: { texts: { ...texts, officer: 'A. N.' }, basedOn: 1 } })
    const { items } = await call<{ items: { version: number; texts: { officer: string } }[] }>(
      'listProcessingTexts',
    )
    expect(items.map(({ version, texts: { officer } }) => [version, officer])).toEqual([
      [2, 'A. N.'],
      [1, ''],
    ])
    expect((await record()).missing).toEqual(['bases'])
    await expect(sql`UPDATE processing_texts SET content = '{}'`.execute(ledger.db)).rejects.toThrow(
      'not changed',
    )
  })
})

describe('the impact assessment', () => {
  it('is due anew when sources, recipients, purposes or decisions change, and says which', async () => {
    expect((await state()).state).toBe('none')
    const [leak] = (await state()).proposed
    expect(leak?.measures.en).toContain('Encryption of identifiers: on')
    // What could be on and is not is no measure.
    expect(leak?.measures.en).not.toContain('https')
    await assess()
    expect(await state()).toMatchObject({ state: 'current', changes: [] })
    // Being used is no change of what is done.
    const { id } = await key('Shop window')
    expect((await state()).changes).toMatchObject([{ section: 'recipients', kind: 'added' }])
    await assess()
    await bench.stores.ledger.db
      .updateTable('api_keys')
      .set({ last_used_at: new Date() })
      .where('id', '=', id)
      .execute()
    expect((await state()).state).toBe('current')
    const source = await addSource('Till receipts')
    await bench.stores.ledger.db
      .updateTable('retention_policies')
      .set({ days: 900 })
      .where('workspace_id', '=', bench.workspace.id)
      .execute()
    const after = await state()
    expect(after.state).toBe('changed')
    expect(after.changes.map(({ section, kind, name }) => [section, kind, name.en])).toEqual([
      ['sources', 'added', 'Till receipts'],
      ['retention', 'changed', 'Behaviour events'],
    ])
    expect(after.changes[1]?.details).toMatchObject([
      { before: { en: '400 days', 'zh-CN': '400 天' }, after: { en: '900 days' } },
    ])
    await assess()
    await bench.stores.ledger.db
      .updateTable('sources')
      .set({ deleted_at: new Date() })
      .where('id', '=', source)
      .execute()
    expect((await state()).changes).toMatchObject([{ kind: 'removed', name: { en: 'Till receipts' } }])
  })

  it('is decided on the facts that were read, and looked at again by its date', async () => {
    const { fingerprint, versions } = await state()
    await key('Another')
    const body = { content, fingerprint, basedOn: versions[0]?.version ?? 0 }
    await expect(call('saveImpactAssessment', { body })).rejects.toMatchObject({
      code: 'processing.factsChanged',
    })
    await assess({ reviewBy: '2020-01-01' })
    expect((await state()).state).toBe('review_due')
  })
})

describe('the files', () => {
  it.each(['en', 'zh-CN'] as const)(
    'hold what people and sources said as text only, in %s',
    async (language) => {
      await addSource(`${hostile}${language}`)
      for (const id of ['exportProcessingRecord', 'exportImpactAssessment']) {
        const page = await file(id, { language })
        expect(page).toContain(`<html lang="${language}">`)
        expect(page).toContain('&#60;script&#62;')
        expect(page).not.toMatch(/<script|<[^>]*alert/i)
        const json = JSON.parse(await file(id, { language, format: 'json' }))
        expect(json).toMatchObject({ format: 1, language })
        expect(JSON.stringify(json)).not.toContain('"zh-CN":')
      }
      const json = JSON.parse(await file('exportImpactAssessment', { language, format: 'json' }))
      expect(json).toMatchObject({ toBeDoneAnew: true, risks: [{ level: 'very_high', leftLevel: 'low' }] })
      expect(await file('exportImpactAssessment', { language, version: 1 })).not.toContain('Till receipts')
    },
  )

  it('are audited', async () => {
    const { rows } = await sql<{ action: string }>`
      SELECT DISTINCT action FROM audit_log WHERE action LIKE 'processing.%' ORDER BY 1`.execute(
      bench.stores.ledger.db,
    )
    expect(rows.map(({ action }) => action)).toEqual([
      'processing.assessment',
      'processing.assessment_export',
      'processing.record_export',
      'processing.texts',
    ])
    await expect(file('exportImpactAssessment', { version: 99 })).rejects.toMatchObject({
      code: 'processing.noAssessment',
    })
  })
})
