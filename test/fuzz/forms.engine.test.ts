import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { enqueueDeliveries } from '../../src/interaction/delivery/enqueue.ts'
import { signTracked, type TokenUse } from '../../src/interaction/tracking/tokens.ts'
import { newId } from '../../src/kit/ids.ts'
import { type Random, seededRandom } from '../../src/kit/random.ts'
import { type WholeApp, wholeApp } from '../server/whole-app.ts'

/** LIANGTI_FUZZ_INPUTS=5000 for a night. */
const inputs = Number(process.env.LIANGTI_FUZZ_INPUTS ?? 120)
const seed = Number(process.env.LIANGTI_FUZZ_SEED ?? 20_261_123)

/** Address of every form that anybody may post; another one needs a line here. */
const addresses: Record<string, (token: (use: TokenUse) => string) => string> = {
  savePreferences: (token) => `/t/p/${token('preferences')}`,
  sendSurveyAnswer: (token) => `/t/s/${token('survey')}`,
  sendComplaint: () => '/t/complaint/my-business',
  sendKnownComplaint: (token) => `/t/k/${token('complaint')}`,
  forgetPush: () => '/v1/push/forget',
  sendSignUp: () => '/t/signup/my-business',
  confirmSignUp: (token) => `/t/su/${token('sign_up')}`,
  confirmComplaint: (token) => `/t/kc/${token('complaint_confirm')}`,
}

let whole: WholeApp
let token: (use: TokenUse) => string
beforeAll(async () => {
  whole = await wholeApp()
  await whole.importLines(['id,mail', 'C-1,c-1@people.example'], {
    ...{ kind: 'customers', fields: { customer: 'id', email: 'mail' } },
  })
  const workspace = await whole.workspace()
  const found = await whole.app.rooms.customer.persons.resolve(workspace, 'account', ['C-1'])
  await whole.app.stores.ledger.transaction((trx) =>
    enqueueDeliveries(trx, workspace, {
      ...{ campaignId: newId(), channel: 'email', rows: [{ personKey: found.get('C-1') ?? 0 }] },
    }),
  )
  const { rows } = await sql<{ id: string }>`SELECT id FROM deliveries`.execute(whole.app.stores.ledger.db)
  const vault = await whole.app.stores.vault(1)
  token = (use) => signTracked(vault, { workspaceId: 1, deliveryId: rows[0]?.id ?? '', linkNo: 0 }, use)
  const { currency: _, ...recovery } = await whole.get<{ currency: string }>('GET', '/recovery-settings')
  await whole.get('PUT', '/recovery-settings', { ...recovery, isFormOpen: true })
}, 60_000)
afterAll(() => whole?.close())

const hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
const pieces = [
  ...[
    'words',
    'contact',
    'website',
    'shown',
    'pace',
    'pause',
    'email',
    'sms',
    'score',
    'key',
    'subscription',
    '__proto__',
    'constructor',
  ],
  ...[
    '=',
    '&',
    '[]',
    '[a]',
    '[__proto__]',
    '.',
    '%',
    '%00',
    '%zz',
    '%ff%fe',
    '%u0041',
    '+',
    ';',
    '\0',
    '\r\n\r\n',
  ],
  ...[
    'on',
    'email,sms',
    '30',
    '-1',
    '1e999',
    '99',
    'NaN',
    'null',
    '{"a":1}',
    '退订',
    '%F0%9F%8D%B5',
    'a'.repeat(5_000),
  ],
  encodeURIComponent(hostile),
  encodeURIComponent('{{ brand.name }}{% for x in (1..9999) %}'),
]
const valid = [
  'words=Hello&contact=c-1%40people.example',
  'shown=email%2Csms&pace=week&pause=30',
  'score=9&words=Good',
  'key=wk_0&subscription=%7B%22endpoint%22%3A%22https%3A%2F%2Ffcm.googleapis.com%2Fa%22%7D',
]

function body(random: Random): string {
  const made = Array.from(
    { length: 1 + random.below(12) },
    () => pieces[random.below(pieces.length)] ?? '',
  ).join('')
  const good = valid[random.below(valid.length)] ?? ''
  switch (random.below(4)) {
    case 0:
      return made
    case 1:
      return `${good}&${made}`
    case 2:
      return good.slice(0, random.below(good.length)) + made
    default:
      return `${good.replace('Hello', encodeURIComponent(hostile))}&words=${encodeURIComponent(hostile)}`
  }
}

it('tries every form that anybody may post', () => {
  const forms = whole.app.routes.filter(({ endpoint }) => endpoint.bodyType === 'form')
  expect(forms.map(({ endpoint }) => endpoint.id).sort()).toEqual(Object.keys(addresses).sort())
})

it.each(Object.entries(addresses))(
  '%s answers whatever is posted, and gives none of it back as its own',
  async (_, address) => {
    const random = seededRandom(seed)
    const statuses = new Map<number, number>()
    for (let n = 0; n < inputs; n++) {
      const payload = body(random)
      const answer = await whole.server.inject({
        ...{ method: 'POST', url: address(token), payload },
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'en' },
      })
      const what = `seed ${seed}, input ${n}: ${answer.statusCode} for ${payload.slice(0, 300)}`
      expect(answer.statusCode, what).toBeLessThan(500)
      expect(answer.body, what).not.toMatch(/<script>alert|<img src=x/)
      statuses.set(answer.statusCode, (statuses.get(answer.statusCode) ?? 0) + 1)
    }
    expect(statuses.size).toBeGreaterThan(0)
  },
)

it('left the program as it was: nothing of a prototype was written, and a good form is taken', async () => {
  expect(({} as Record<string, unknown>).words).toBeUndefined()
  const answer = await whole.server.inject({
    ...{
      method: 'POST',
      url: addresses.sendKnownComplaint?.(token) ?? '',
      payload: 'words=The+kettle+leaks',
    },
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'en' },
  })
  expect(answer.statusCode).toBe(200)
})
